import { useEffect, useRef, useState } from 'react';
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type PathValue,
  type Resolver,
  useForm,
} from 'react-hook-form';
import { type Faults, faultsOf, validationFaults } from './faults.js';

type Schemas = typeof import('./schemas.js');

interface Schema {
  safeParse(body: unknown): { error?: Parameters<Schemas['validationErrors']>[0] | undefined };
}

interface FormOptions<Values extends FieldValues> {
  values: DefaultValues<Values>;
  /** The contract's own, of these or by itself. */
  schema(schemas: Schemas): Schema | Promise<Schema>;
  /** What is sent for these values, in the schema's words. */
  body?(values: Values): object;
  send(values: Values): Promise<void>;
}

/** A form by a schema of the contract: the same faults beside the same fields, whoever finds them. */
export function useContractForm<Values extends FieldValues>(options: FormOptions<Values>) {
  const { values, schema, body = withoutEmpty, send } = options;
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const [refusals, setRefusals] = useState(0);
  const ref = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (refusals > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [refusals]);

  const resolver: Resolver<Values> = async (given, _, { names = [] }) => {
    const input = body(given);
    const checked = await check(input, schema);
    const found = validationFaults(checked);
    // While somebody types in one field, what is said of the others stays.
    setFaults(({ fields, form }) => ({
      fields: { ...without(fields, names), ...only(found, names) },
      ...(form && { form }),
    }));
    if (checked.length === 0) return { values: given, errors: {} };
    const errors = Object.keys(found).map((name) => [name, { type: 'contract' }]);
    return { values: {}, errors: Object.fromEntries(errors) };
  };

  const form = useForm<Values>({ defaultValues: values, resolver, shouldFocusError: false });
  const refused = () => setRefusals((count) => count + 1);

  const submit = form.handleSubmit(async (given) => {
    setFaults({ fields: {} });
    try {
      await send(given);
    } catch (error) {
      setFaults(faultsOf(error, Object.keys(values)));
      refused();
    }
  }, refused);

  const busy = form.formState.isSubmitting;
  return {
    form,
    busy,
    fault: faults.form,
    /** What a field that is no input of its own is given by its name. */
    picker: (name: Path<Values>) => {
      form.register(name);
      return {
        value: form.watch(name),
        fault: faults.fields[name],
        onChange: (value: PathValue<Values, Path<Values>>) =>
          form.setValue(name, value, { shouldDirty: true, shouldValidate: name in faults.fields }),
      };
    },
    /** What the form element is given. */
    frame: {
      ref,
      noValidate: true,
      // So that they are there by the time that they are needed.
      onFocus: () => void load().then(schema, () => {}),
      onSubmit: (event: React.FormEvent) => (busy ? event.preventDefault() : void submit(event)),
    },
    /** What a field is given by its name. */
    field: (name: Path<Values>) => ({ ...form.register(name), fault: faults.fields[name] }),
  };
}

const load = () => import('./schemas.js');

/** What the contract finds wrong; when its rules can't be loaded, that is left to the server. */
async function check(input: object, schema: FormOptions<FieldValues>['schema']) {
  try {
    const schemas = await load();
    const { error } = (await schema(schemas)).safeParse(input);
    return error ? schemas.validationErrors(error, input) : [];
  } catch {
    return [];
  }
}

/** What nobody filled in is absent, and the contract says whether it may be. */
export const withoutEmpty = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

const without = <T>(all: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));

const only = <T>(all: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
