/** What may be wider than a narrow screen and then scrolls by itself. */
const SCROLLERS = 'table, .formula, .wide .panels';

/** Lets the keyboard reach what scrolls sideways, as long as it does. */
export function enhanceScrolling(): void {
  const update = () => {
    for (const element of document.querySelectorAll<HTMLElement>(SCROLLERS)) {
      if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    }
  };
  addEventListener('resize', update);
  update();
}
