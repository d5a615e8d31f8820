// Whether the key "/" leads to the search: kept in the reader's browser, on unless switched off there.
const NAME = 'verbatim-search-key';

export function keyWanted(): boolean {
  try {
    return localStorage.getItem(NAME) !== 'off';
  } catch {
    return true; // a browser without storage
  }
}

export function wantKey(wanted: boolean): void {
  try {
    if (wanted) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, 'off');
  } catch {
    // It cannot be stored: the key works again on the next page.
  }
}
