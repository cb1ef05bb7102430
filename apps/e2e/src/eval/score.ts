/** What one task's document was found to be worth. */
export interface TaskScore {
  case: string;
  model: string;
  task: string;
  source: string;
  figures: { checked: number; right: number };
  /** Sentences of a model that were published. */
  published: number;
  /** What the model told: truths that got through, lies that did not. */
  truths: { told: number; published: number };
  lies: { told: number; dropped: number };
  planted: { sought: number; found: number };
  /** Each of these breaks a must. */
  problems: string[];
}

export interface Sum {
  tasks: number;
  figures: number;
  right: number;
  planted: number;
  found: number;
  published: number;
  unsupported: number;
  truths: number;
  truthsPublished: number;
  lies: number;
  dropped: number;
}

export const sumOf = (scores: readonly TaskScore[]): Sum => {
  const add = (of: (score: TaskScore) => number): number => scores.reduce((sum, score) => sum + of(score), 0);
  return {
    tasks: scores.length,
    figures: add(({ figures }) => figures.checked),
    right: add(({ figures }) => figures.right),
    planted: add(({ planted }) => planted.sought),
    found: add(({ planted }) => planted.found),
    published: add(({ published }) => published),
    unsupported: add(({ problems }) => problems.filter((problem) => problem.startsWith('published')).length),
    truths: add(({ truths }) => truths.told),
    truthsPublished: add(({ truths }) => truths.published),
    lies: add(({ lies }) => lies.told),
    dropped: add(({ lies }) => lies.dropped),
  };
};
