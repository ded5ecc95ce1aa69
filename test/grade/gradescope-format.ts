import * as z from 'zod';

const visibility = z.enum(['hidden', 'after_due_date', 'after_published', 'visible']);
const textFormat = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);

const testCase = z.strictObject({
  score: z.number(),
  max_score: z.number().optional(),
  status: z.enum(['passed', 'failed']).optional(),
  name: z.string().optional(),
  name_format: textFormat.optional(),
  number: z.string().optional(),
  output: z.string().optional(),
  output_format: textFormat.optional(),
  tags: z.array(z.string()).optional(),
  visibility: visibility.optional(),
  extra_data: z.record(z.string(), z.unknown()).optional(),
});

/** Source: gradescope-autograders.readthedocs.io, "Autograder Specifications", "Output format". */
export const gradescopeResults = z
  .strictObject({
    score: z.number().optional(),
    execution_time: z.number().optional(),
    output: z.string().optional(),
    output_format: textFormat.optional(),
    test_output_format: textFormat.optional(),
    test_name_format: textFormat.optional(),
    visibility: visibility.optional(),
    stdout_visibility: visibility.optional(),
    extra_data: z.record(z.string(), z.unknown()).optional(),
    tests: z.array(testCase).optional(),
    leaderboard: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.union([z.number(), z.string()]),
          order: z.enum(['asc', 'desc']).optional(),
        }),
      )
      .optional(),
  })
  .refine(({ score, tests }) => score !== undefined || tests !== undefined, 'neither a score nor tests');
