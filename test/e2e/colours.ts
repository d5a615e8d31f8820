// What can be told apart and read in the colours that a reader's system forces. These run in the page.

/** What is chosen or marked and looks like what is not. */
export const alike = () => {
  const groundOf = (element: Element): string => {
    const { backgroundColor } = getComputedStyle(element);
    return / 0\)$/.test(backgroundColor) && element.parentElement
      ? groundOf(element.parentElement)
      : backgroundColor;
  };
  /** What is drawn of an element: of lines that are none neither width nor colour count. */
  const drawn = (element: Element) => {
    const style = getComputedStyle(element);
    const line = (name: string) =>
      style.getPropertyValue(`${name}-style`) === 'none'
        ? 'none'
        : ['style', 'width', 'color'].map((part) => style.getPropertyValue(`${name}-${part}`)).join(' ');
    const stroke = style.stroke === 'none' ? 'none' : `${style.stroke} ${style.strokeWidth}`;
    return [line('outline'), line('border-top'), groundOf(element), style.textDecorationLine, stroke].join();
  };
  const lookOf = (element: Element): string =>
    [element, ...element.querySelectorAll('rect, path, circle')].map(drawn).join(';');
  const shown = (selector: string) =>
    [...document.querySelectorAll(`.demo ${selector}`)].filter((element) => element.checkVisibility());
  const found: string[] = [];

  const CHOSEN = '[aria-pressed="true"], [aria-current], [aria-selected="true"], label:has(:checked)';
  for (const chosen of shown(`:is(${CHOSEN})`)) {
    const button = chosen.querySelector(':checked');
    // The system draws it itself.
    if (button && getComputedStyle(button).appearance !== 'none' && getComputedStyle(button).opacity !== '0')
      continue;
    const group = chosen.closest('[role="group"], [role="listbox"], fieldset, table, svg, ul, ol, .demo')!;
    const other = [...group.querySelectorAll(chosen.localName)].find(
      (one) =>
        one.checkVisibility() &&
        one.className.toString().replace('chosen', '').trim() ===
          chosen.className.toString().replace('chosen', '').trim() &&
        !one.matches(`:is(${CHOSEN}, [aria-disabled="true"])`)
    );
    if (other && lookOf(chosen) === lookOf(other)) found.push(`chosen: ${chosen.outerHTML.slice(0, 120)}`);
  }
  for (const mark of shown(':is(mark, .verbatim)'))
    if (getComputedStyle(mark).backgroundColor === getComputedStyle(document.body).backgroundColor)
      found.push(`marked: ${mark.outerHTML.slice(0, 120)}`);
  for (const near of shown('.near')) {
    const { textDecorationLine, borderBottomStyle } = getComputedStyle(near);
    if (textDecorationLine === 'none' && borderBottomStyle === 'none')
      found.push(`near: ${near.outerHTML.slice(0, 120)}`);
  }
  return found;
};

/** Text whose colour is too near to that of its ground: below 4.5 to 1. */
export const unreadable = () => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgba = (colour: string) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data] as [number, number, number, number];
  };
  const luminance = ([r, g, b]: readonly number[]) => {
    const [x, y, z] = [r!, g!, b!].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
  };
  const groundOf = (element: Element | null): [number, number, number, number] => {
    if (!element) return rgba(getComputedStyle(document.documentElement).backgroundColor);
    const ground = rgba(getComputedStyle(element).backgroundColor);
    return ground[3] > 250 ? ground : groundOf(element.parentElement);
  };
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement!;
    const text = walker.currentNode.textContent!.trim();
    if (
      !text ||
      !parent.closest('.demo') ||
      !parent.checkVisibility() ||
      parent.closest('option, .visually-hidden')
    )
      continue;
    if (parent.closest(':disabled, [aria-disabled="true"]')) continue;
    const style = getComputedStyle(parent);
    const [one, other] = [
      luminance(rgba(parent.closest('svg') ? style.fill : style.color)),
      luminance(groundOf(parent))
    ];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5)
      found.add(
        `${contrast.toFixed(1)}: ${parent.localName}.${parent.className.toString()} ${text.slice(0, 40)}`
      );
  }
  return [...found].slice(0, 20);
};
