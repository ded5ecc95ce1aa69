const bodyOf = (table: HTMLTableElement) => table.tBodies[0]!;
const rowsOf = (table: HTMLTableElement) => [...bodyOf(table).rows];

/** The number that a cell begins with; text without one sorts as text. */
function sortKey(cell: HTMLTableCellElement): number | string {
  const text = cell.textContent?.trim() ?? '';
  const number = Number.parseFloat(text.replaceAll(',', '').replace('\u2212', '-'));
  return Number.isNaN(number) ? text : number;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

/** Sorts by a column: ascending first, descending when it is sorted so already. */
function sortBy(table: HTMLTableElement, header: HTMLTableCellElement): void {
  const direction = header.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
  for (const other of table.tHead!.rows[0]!.cells) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
  const keyed = rowsOf(table).map((row) => ({ row, key: sortKey(row.cells[header.cellIndex]!) }));
  keyed.sort((a, b) => direction * compare(a.key, b.key));
  bodyOf(table).append(...keyed.map(({ row }) => row));
}

function makeSortable(table: HTMLTableElement): void {
  for (const header of table.tHead!.rows[0]!.cells) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sortBy(table, header));
    header.append(button);
  }
}

/** A field that keeps only the rows that hold every word typed into it. */
function filterField(table: HTMLTableElement): HTMLElement {
  const label = document.createElement('label');
  label.className = 'filter';
  const input = document.createElement('input');
  input.type = 'search';
  const count = document.createElement('output');
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const rows = rowsOf(table);
    for (const row of rows) {
      const text = row.textContent?.toLowerCase() ?? '';
      row.hidden = !words.every((word) => text.includes(word));
    }
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
  };
  input.addEventListener('input', apply);
  label.append('Filter ', input, ' ', count);
  apply();
  return label;
}

/** Lets the reader sort and filter every table that asks for it; without scripts they stay plain tables. */
export function enhanceTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-sortable]')) {
    makeSortable(table);
    const field = filterField(table);
    (table.closest('.scroll') ?? table).before(field);
  }
}
