/** Whether the page's script runs. A control that needs it is disabled until then. */
class Live {
  /** False while a page is prerendered and until it has come alive; set once, by the layout of all pages. */
  ready = $state(false);
}

export const live = new Live();
