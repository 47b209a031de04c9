import { Combobox } from '@base-ui/react/combobox';
import type { Fault } from '../faults.js';
import { useSpeech } from '../language.js';
import { FieldFrame } from './field.js';

export interface Option {
  value: string;
  label: string;
  /** What else it is found by, and shown beside it. */
  more?: string;
}

interface ChoiceProps {
  label: string;
  hint?: string | undefined;
  fault?: Fault | undefined;
  options: Option[];
  value: string;
  /** Whether nothing may be chosen, too. */
  clearable?: boolean;
  onChange(value: string): void;
}

/** One of many, found by typing. */
export default function Choice(props: ChoiceProps) {
  const { label, hint, fault, options, value, clearable, onChange } = props;
  const { say, locale } = useSpeech();
  const { contains } = Combobox.useFilter({ locale });
  // What was kept may be something that isn't offered.
  const kept = options.find((option) => option.value === value);
  const chosen = kept ?? (value ? { value, label: value } : null);
  return (
    <Combobox.Root<Option>
      items={options}
      value={chosen}
      onValueChange={(option) => onChange(option?.value ?? '')}
      isItemEqualToValue={(one, other) => one.value === other.value}
      filter={(option, query) =>
        [option.label, option.more ?? '', option.value].some((text) => contains(text, query.trim()))
      }
      locale={locale}
      autoHighlight
      limit={100}
    >
      <FieldFrame label={label} hint={hint} fault={fault}>
        {(ids) => (
          <div className="choice">
            <Combobox.Trigger {...ids} className={chosen ? 'chosen' : 'chosen nothing'}>
              <span>{chosen?.label ?? say('choice.unset')}</span>
              <Sign path="M6 9l6 6 6-6" />
            </Combobox.Trigger>
            {clearable && chosen && (
              <button
                type="button"
                className="clear"
                aria-label={say('choice.clear', { field: label })}
                onClick={() => onChange('')}
              >
                <Sign path="M6 6l12 12M18 6L6 18" />
              </button>
            )}
          </div>
        )}
      </FieldFrame>
      <Combobox.Portal>
        <Combobox.Positioner className="choice-place" sideOffset={4} align="start">
          <Combobox.Popup className="choice-popup" aria-label={label}>
            <Combobox.Input placeholder={say('choice.search')} aria-label={say('choice.search')} />
            <Combobox.Empty>
              <div className="choice-empty">{say('choice.none')}</div>
            </Combobox.Empty>
            <Combobox.List className="choice-list">
              {(option: Option) => (
                <Combobox.Item key={option.value} value={option} className="choice-item">
                  <span>{option.label}</span>
                  {option.more && <span className="more">{option.more}</span>}
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

const Sign = ({ path }: { path: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
    <path d={path} />
  </svg>
);
