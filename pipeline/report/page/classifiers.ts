import type { Classifiers } from '../../model/report.ts';
import { classifier } from '../interactive/classify.ts';
import { bytesOf } from './chart-data.ts';
import { drawingField } from './drawing-field.ts';
import { button } from './toolbar.ts';

/** Lets the reader choose a test image, or draw one, and ask every trained model what it shows. */
export function enhanceClassifiers(classifiers: Classifiers): void {
  const root = document.getElementById('classifiers');
  if (!root) return;
  const { rows, columns, images } = classifiers;
  const answers = answerTable(classifiers);
  const field = drawingField({ rows, columns }, answers.show);
  const choice = imageChoice(images, (pixels) => field.set(pixels));
  field.onEdit(() => {
    choice.value = '';
  });
  const controls = document.createElement('div');
  controls.className = 'toolbar';
  controls.append(
    labelled('Test image ', choice),
    button('Clear', 'Clear', () => field.clear()),
  );
  root.append(controls, field.canvas, answers.element);
  root.hidden = false;
  field.set(pixelsOf(images[0]!));
}

const pixelsOf = ({ pixels }: Classifiers['images'][number]) => bytesOf(pixels);

function imageChoice(images: Classifiers['images'], onChoice: (pixels: Uint8Array) => void) {
  const choice = document.createElement('select');
  choice.append(
    new Option('drawn by you', ''),
    ...images.map(({ name }, index) => new Option(name, `${index}`)),
  );
  choice.value = '0';
  choice.addEventListener('change', () => {
    const image = images[Number(choice.value)];
    if (choice.value !== '' && image) onChoice(pixelsOf(image));
  });
  return choice;
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const label = document.createElement('label');
  label.append(text, control);
  return label;
}

const percent = (share: number) => `${(100 * share).toFixed(1)}\u00a0%`;

/** A row a run: what it takes the image for, and how likely it thinks that to be. */
function answerTable({ models, classNames }: Classifiers) {
  const element = document.createElement('table');
  element.className = 'compact';
  element.setAttribute('aria-live', 'polite');
  element.createCaption().textContent = 'What each run takes the image for.';
  const head = element.createTHead().insertRow();
  for (const title of ['Model', 'Seed', 'Answer', 'Probability']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = title;
    head.append(cell);
  }
  const body = element.createTBody();
  const runs = models.flatMap(({ name, runs }) =>
    runs.map((run) => ({ name, seed: `${run.seed}`, sharesOf: classifier(run) })),
  );
  const show = (pixels: Uint8Array) => {
    const inputs = Float32Array.from(pixels, (pixel) => pixel / 255);
    body.replaceChildren(
      ...runs.map(({ name, seed, sharesOf }) => {
        const shares = sharesOf(inputs);
        const largest = Math.max(...shares);
        return tableRow([name, seed, classNames[shares.indexOf(largest)]!, percent(largest)]);
      }),
    );
  };
  return { element, show };
}

function tableRow(texts: readonly string[]): HTMLTableRowElement {
  const row = document.createElement('tr');
  for (const text of texts) row.insertCell().textContent = text;
  return row;
}
