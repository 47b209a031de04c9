import { Component, type ReactNode } from 'react';
import { Failed } from './pages/elsewhere.js';

/** What a part that could not be loaded, or failed, is replaced by: a newer version may be out. */
export class Boundary extends Component<{ children: ReactNode }> {
  override state: { fault?: unknown } = {};

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override render() {
    if (this.state.fault === undefined) return this.props.children;
    return <Failed fault={this.state.fault} retry={() => location.reload()} />;
  }
}
