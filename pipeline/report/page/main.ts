import type { Classifiers } from '../../model/report.ts';
import { CLASSIFIER_DATA_ID } from '../interactive/chart-data.ts';
import { readChartData, readPacked } from './chart-data.ts';
import { enhanceClassifiers } from './classifiers.ts';
import { enhanceDownloads } from './downloads.ts';
import { enhanceFigures } from './figures.ts';
import { enhanceTables } from './metrics-table.ts';
import { enhanceScrolling, followContents } from './scrolling.ts';

/** What the page can do beyond being read. Everything it needs is in the file; it asks the network for nothing. */
enhanceTables();
followContents();
enhanceScrolling();
void readChartData().then((charts) => {
  enhanceDownloads(charts);
  enhanceFigures(charts);
});
void readPacked<Classifiers>(CLASSIFIER_DATA_ID).then((classifiers) => {
  if (classifiers) enhanceClassifiers(classifiers);
});
