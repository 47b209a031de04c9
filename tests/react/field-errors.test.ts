import { createProfileClient, ProfileError, settle } from '@profile/sdk';
import { fieldErrors } from '@profile/sdk/react';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { signUp, startServer } from './app.js';

describe('what an error says of the fields of a form', () => {
  it('is nothing when there is none', () => {
    expect(fieldErrors(null, ['email'])).toEqual({ fields: {}, form: undefined });
    expect(fieldErrors(undefined, ['email'])).toEqual({ fields: {}, form: undefined });
  });

  it('is beside each field that the server finds a fault with', async () => {
    const { client } = await signUp(await startServer());
    const change = { phone: '12345', timezone: 'Nowhere', display_name: '' };
    const { error } = await settle(client.profile.update(change));
    const { fields, form } = fieldErrors(error, ['phone', 'timezone', 'display_name']);
    expect(fields.phone).toMatch(/^A phone number starts with \+/);
    expect(fields.timezone).toMatch(/^[A-Z]/);
    expect(fields.display_name).toBe('String should have at least 1 character');
    expect(form).toBeUndefined();
  });

  it('is about the whole form where this has no such field', async () => {
    const { client } = await signUp(await startServer());
    const { error } = await settle(client.profile.update({ phone: '12345', timezone: 'Nowhere' }));
    const { fields, form } = fieldErrors(error, ['timezone']);
    expect(Object.keys(fields)).toEqual(['timezone']);
    expect(form).toMatch(/^phone: A phone number starts with \+/);
  });

  it('is at the field that a code is about', async () => {
    const server = await startServer();
    const { client, user } = await signUp(server);
    const { username, email, password } = user;
    const other = createProfileClient({ url: server.url, fetch: server.fetch });
    const fields = ['email', 'username', 'password'] as const;

    const taken = await settle(other.auth.register({ email, password }));
    expect(fieldErrors(taken.error, fields).fields).toEqual({ email: taken.error?.message });
    const named = await settle(
      other.auth.register({ email: 'new@example.com', username, password }),
    );
    expect(fieldErrors(named.error, fields).fields).toEqual({ username: named.error?.message });
    const wrong = await settle(
      client.password.change({ current_password: 'wrong', new_password: 'amber-lantern-12' }),
    );
    expect(fieldErrors(wrong.error, ['current_password', 'new_password']).fields).toEqual({
      current_password: 'The current password is incorrect',
    });
    const mailed = await settle(client.email.confirmVerification({ code: '000000' }));
    expect(fieldErrors(mailed.error, ['code']).fields).toEqual({ code: mailed.error?.message });
  });

  it('is about the form with any other error, also one that is not ours', () => {
    const offline = new ProfileError('network');
    expect(fieldErrors(offline, ['email'])).toEqual({ fields: {}, form: offline.message });
    expect(fieldErrors(new TypeError('Oh'), ['email']).form).toBe('Oh');
    expect(fieldErrors('Oh', ['email']).form).toBe('Oh');
  });

  it('can be said in another language, by what the fault is called', () => {
    const error = new ProfileError('validation_error', {
      detail: [
        { type: 'missing', loc: ['body', 'email'], msg: 'Field required' },
        { type: 'value_error', loc: ['body', 'phone'], msg: 'Value error, A sentence' },
      ],
    });
    const german = (type: string, message: string) =>
      type === 'missing' ? 'Bitte ausfüllen' : message;
    expect(fieldErrors(error, ['email', 'phone'], german).fields).toEqual({
      email: 'Bitte ausfüllen',
      phone: 'A sentence',
    });
    expect(fieldErrors(new ProfileError('email_taken'), ['email'], (code) => code).fields).toEqual({
      email: 'email_taken',
    });
  });

  it('keeps to the fields of the form in its type', () => {
    const { fields } = fieldErrors(null, ['email', 'code']);
    expectTypeOf(fields).toEqualTypeOf<{ email?: string; code?: string }>();
  });
});
