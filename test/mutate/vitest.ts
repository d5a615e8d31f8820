// The unit tests as mutants meet them: those of the folder that MUTATE_TESTS names.
import config from '../../vite.config.ts';

const test = config.test!;
const unit = test.projects!.flatMap((project) =>
  typeof project === 'object' && 'test' in project && project.test?.name === 'unit'
    ? {
        ...project,
        test: {
          ...project.test,
          setupFiles: ['test/mutate/setup.ts'],
          include: [`${process.env.MUTATE_TESTS}/**/*.test.ts`],
          tagsFilter: ['!heavy'],
          testTimeout: 60_000
        }
      }
    : []
);

export default { ...config, test: { ...test, projects: unit } };
