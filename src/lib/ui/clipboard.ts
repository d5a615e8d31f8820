/** Puts a text on the clipboard. Where the browser does not let it, the text is selected in `box`, where there is one. Whether it is copied. */
export async function copyText(text: string, box?: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (box) getSelection()?.selectAllChildren(box);
    return false;
  }
}
