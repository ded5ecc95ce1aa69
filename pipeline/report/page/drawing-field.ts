/** How many pixels of the image a pixel of the drawing takes on each side, for sharp edges on fine screens. */
const SCALE = 8;
const FULL = 255;
/** What a stroke adds beside its middle. */
const SOFT = 96;

interface Size {
  readonly rows: number;
  readonly columns: number;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

const clamp = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));

/**
 * A field of grey pixels to draw on with a pointer, or with the keyboard: arrows move the brush, Space paints, Delete
 * clears. Calls `onChange` with all pixels, 0 to 255, row by row, whenever one changes.
 */
export function drawingField(size: Size, onChange: (pixels: Uint8Array) => void) {
  const { rows, columns } = size;
  const canvas = createCanvas(size);
  const pixels = new Uint8Array(rows * columns);
  let brush: Place = { row: rows >> 1, column: columns >> 1 };
  let edited = () => {};
  const redraw = () =>
    draw(canvas, pixels, { size, brush: document.activeElement === canvas ? brush : null });
  const change = () => {
    redraw();
    onChange(pixels);
  };
  const edit = (work: () => void) => {
    work();
    edited();
    change();
  };
  const clear = () => edit(() => pixels.fill(0));
  canvas.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step) {
      brush = { row: clamp(brush.row + step.row, rows), column: clamp(brush.column + step.column, columns) };
      redraw();
    } else if (event.key === ' ') edit(() => paint(pixels, size, brush));
    else if (event.key === 'Delete' || event.key === 'Backspace') clear();
    else return;
    event.preventDefault();
  });
  const stroke = (event: PointerEvent) => {
    if (event.buttons === 0) return;
    const box = canvas.getBoundingClientRect();
    brush = {
      row: clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), rows),
      column: clamp(Math.floor(((event.clientX - box.left) / box.width) * columns), columns),
    };
    edit(() => paint(pixels, size, brush));
  };
  canvas.addEventListener('pointerdown', stroke);
  canvas.addEventListener('pointermove', stroke);
  canvas.addEventListener('focus', redraw);
  canvas.addEventListener('blur', redraw);
  return {
    canvas,
    clear,
    set(values: Uint8Array) {
      pixels.set(values);
      change();
    },
    /** Called when the reader, and not `set`, changes the image. */
    onEdit(listener: () => void) {
      edited = listener;
    },
  };
}

function createCanvas({ rows, columns }: Size): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = columns * SCALE;
  canvas.height = rows * SCALE;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute(
    'aria-label',
    'Drawing field. Arrow keys move the brush, Space paints, Delete clears; or draw with a pointer.',
  );
  return canvas;
}

/** White in the middle, and a little beside it. */
function paint(pixels: Uint8Array, { rows, columns }: Size, { row, column }: Place): void {
  for (const [down, right] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
  ] as const) {
    const [y, x] = [row + down, column + right];
    if (y < 0 || y >= rows || x < 0 || x >= columns) continue;
    const added = down === 0 && right === 0 ? FULL : SOFT;
    pixels[y * columns + x] = Math.min(FULL, pixels[y * columns + x]! + added);
  }
}

function draw(
  canvas: HTMLCanvasElement,
  pixels: Uint8Array,
  { size: { columns }, brush }: { readonly size: Size; readonly brush: Place | null },
): void {
  const context = canvas.getContext('2d')!;
  for (const [index, value] of pixels.entries()) {
    context.fillStyle = `rgb(${value} ${value} ${value})`;
    context.fillRect((index % columns) * SCALE, Math.floor(index / columns) * SCALE, SCALE, SCALE);
  }
  if (!brush) return;
  context.strokeStyle = 'orange';
  context.lineWidth = 2;
  context.strokeRect(brush.column * SCALE + 1, brush.row * SCALE + 1, SCALE - 2, SCALE - 2);
}
