/** Marks in the table of contents the section that is being read. */
export function followContents(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('.contents a[href^="#"]')].map((link) => [
      link.hash.slice(1),
      link,
    ]),
  );
  const headings = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  const mark = () => {
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
  for (const heading of headings) observer.observe(heading);
}

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
