import { type Grade, grade as schema } from '../grade.ts';
import { formatGithub } from './github.ts';
import { formatGradescope } from './gradescope.ts';
import { formatJunit } from './junit.ts';
import { formatTable } from './table.ts';

export const GRADE_FORMATS = ['table', 'json', 'gradescope', 'junit', 'github'] as const;

export const formatGrade: Readonly<Record<(typeof GRADE_FORMATS)[number], (grade: Grade) => string>> = {
  table: formatTable,
  json: (grade) => `${JSON.stringify(schema.parse(grade), null, 2)}\n`,
  gradescope: formatGradescope,
  junit: formatJunit,
  github: formatGithub,
};
