import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { useDeferredValue, useMemo } from 'react';
import { useSpeech } from '../language.js';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

const names = ['strength.0', 'strength.1', 'strength.2', 'strength.3', 'strength.4'] as const;

/** How many guesses a password takes, in five steps. */
export default function Strength({ password }: { password: string }) {
  const { say } = useSpeech();
  const asked = useDeferredValue(password);
  // Guessing takes time squared; whoever types more has enough.
  const score = useMemo(() => estimator.check(asked.slice(0, 64)).score, [asked]);
  const name = say(names[score]);
  return (
    <div className="strength" data-score={score}>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element can hardly be given a look */}
      <div
        className="bars"
        role="meter"
        aria-label={say('strength.label')}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score}
        aria-valuetext={name}
      >
        {names.map((each) => (
          <span key={each} />
        ))}
      </div>
      <span aria-hidden="true">{name}</span>
    </div>
  );
}
