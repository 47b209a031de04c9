import { useCallback, useEffect, useState } from 'react';
import { inSession } from './account.js';

/** What a call answers, read when a page is opened and whenever the page is looked at again. */
export function useRead<T>(call: () => Promise<T>) {
  const [data, setData] = useState<T>();
  const [error, setError] = useState<unknown>();

  // Calls are written outside of components, so they stay the same.
  const reload = useCallback(async () => {
    setError(undefined);
    try {
      setData(await inSession(call));
    } catch (failure) {
      setError(() => failure);
    }
  }, [call]);

  useEffect(() => {
    const again = () => document.visibilityState === 'visible' && void reload();
    void reload();
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, [reload]);

  return { data, setData, error, reload };
}
