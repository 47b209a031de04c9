import type { ComponentProps } from 'react';

type ButtonProps = ComponentProps<'button'> & {
  kind?: 'main' | 'second' | 'plain' | 'danger';
  busy?: boolean;
};

/** While busy it keeps the focus, and what it would do isn't done twice. */
export function Button({
  kind = 'main',
  busy = false,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${kind}`}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  );
}
