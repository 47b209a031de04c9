import { validationErrors } from '@profile/contract';
import { useState } from 'react';
import { type DefaultValues, type FieldValues, type Path, type Resolver, useForm } from 'react-hook-form';
import { type Fault, faultsOf, validationFaults } from './faults.js';

interface Schema {
  safeParse(body: unknown): { error?: Parameters<typeof validationErrors>[0] | undefined };
}

interface FormOptions<Values extends FieldValues> {
  values: DefaultValues<Values>;
  /** The contract's own, or a promise of it where it is large. */
  schema(): Schema | Promise<Schema>;
  /** What is sent for these values, in the schema's words. */
  body?(values: Values): object;
  send(values: Values): Promise<void>;
}

/** A form by a schema of the contract: the same faults beside the same fields, whoever finds them. */
export function useContractForm<Values extends FieldValues>(options: FormOptions<Values>) {
  const { values, schema, body = withoutEmpty, send } = options;
  const names = Object.keys(values);
  const [faults, setFaults] = useState<{ fields: Record<string, Fault>; form?: Fault }>({ fields: {} });

  const resolver: Resolver<Values> = async (given) => {
    const input = body(given);
    const { error } = (await schema()).safeParse(input);
    if (!error) return { values: given, errors: {} };
    const fields = validationFaults(validationErrors(error, input));
    setFaults({ fields });
    const errors = Object.keys(fields).map((name) => [name, { type: 'contract' }]);
    return { values: {}, errors: Object.fromEntries(errors) };
  };

  const form = useForm<Values>({ defaultValues: values, resolver, shouldUseNativeValidation: false });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (given) => {
    setFaults({ fields: {} });
    try {
      await send(given);
    } catch (error) {
      const found = faultsOf(error, names);
      setFaults(found);
      const [first, ...rest] = Object.keys(found.fields) as Path<Values>[];
      for (const name of rest) form.setError(name, { type: 'server' });
      if (first) form.setError(first, { type: 'server' }, { shouldFocus: true });
    }
  });

  return {
    form,
    submit,
    busy: isSubmitting,
    fault: faults.form,
    /** What a field is given by its name. */
    field: (name: Path<Values>) => ({
      ...form.register(name),
      fault: errors[name] ? faults.fields[name] : undefined,
    }),
    faultOf: (name: Path<Values>) => (errors[name] ? faults.fields[name] : undefined),
  };
}

/** What nobody filled in is absent, and the contract says whether it may be. */
export const withoutEmpty = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
