import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { live } from '#lib/ui/live.svelte.ts';
import type { Picture } from './picture.ts';
import SavePicture from './SavePicture.svelte';

const picture: Picture = {
  prefix: 'Call me',
  pieces: [' Ishmael', '.'],
  spans: [{ start: 0, end: 2, kind: 'verbatim', copies: 128, sources: [] }],
  lines: ['A model of 5.9M parameters'],
  licence: 'CC BY 4.0',
  link: 'https://example.org/#v=1'
};

test('saves an SVG of text and a PNG twice as large; in a frame the picture stands there as well', async () => {
  live.ready = true;
  const files: { name: string; blob: Blob }[] = [];
  const blobs: Blob[] = [];
  const made = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:none';
  });
  const pressed = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement
  ) {
    files.push({ name: this.download, blob: blobs.at(-1)! });
  });
  const screen = await render(SavePicture, { picture: () => picture, name: 'a', of: picture });
  await screen.getByRole('button', { name: 'SVG' }).click();
  await vi.waitFor(() => expect(files).toHaveLength(1), { timeout: 20_000 });
  const svg = await files[0]!.blob.text();
  expect([files[0]!.name, svg.includes('> Ishmael.</tspan>'), svg.includes('#ffe352')]).toEqual([
    'a.svg',
    true,
    true
  ]);
  await screen.getByRole('button', { name: 'PNG' }).click();
  await vi.waitFor(() => expect(files).toHaveLength(2), { timeout: 20_000 });
  const bitmap = await createImageBitmap(files[1]!.blob);
  expect([files[1]!.name, bitmap.width]).toEqual(['a.png', 1360]);
  // These tests run in a frame.
  await expect.element(screen.getByRole('img', { name: 'What is saved' })).toBeVisible();
  await screen.getByRole('button', { name: 'SVG' }).click();
  await expect.element(screen.getByLabelText(/save it as a\.svg/)).toHaveValue(svg);
  await screen.rerender({ picture: () => picture, name: 'a', of: {} });
  await expect.element(screen.getByLabelText(/save it as a\.svg/)).not.toBeInTheDocument();
  made.mockRestore();
  pressed.mockRestore();
});
