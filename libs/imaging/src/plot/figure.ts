/** What a mark stands for. How that looks is decided where it is drawn: a page has themes, a file has not. */
export type Ink = 'ink' | 'muted' | 'grid' | 'good' | 'bad' | 'model' | 'above' | 'below';

/** A quantity along an axis. */
export interface Axis {
  /** What it is, with its unit in brackets. */
  readonly label: string;
  /** First and last value; falling where the first is the larger, as for magnitudes. Default: all that is there. */
  readonly range?: readonly [number, number];
  readonly isLog?: boolean;
}

interface Named {
  /** For the legend. */
  readonly says: string;
  readonly ink: Ink;
}

export interface Points extends Named {
  readonly kind: 'points';
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

export interface Line extends Named {
  readonly kind: 'line';
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly isDashed?: boolean;
}

/** A histogram: `counts[i]` lies between `edges[i]` and `edges[i + 1]`. */
export interface Bars extends Named {
  readonly kind: 'bars';
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Values of cells that share the whole panel, row by row from the bottom; NaN in an empty one. */
export interface Cells {
  readonly kind: 'cells';
  /** What the values are, with their unit in brackets. */
  readonly says: string;
  readonly columns: number;
  readonly rows: number;
  readonly values: readonly number[];
  /** Values on either side of zero are told apart. */
  readonly isSigned: boolean;
}

export type PlotMark = Points | Line | Bars | Cells;

/** One pair of axes, and what stands in it. */
export interface PlotPanel {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly PlotMark[];
  /** A step is as long on either axis: a place on the frame. */
  readonly isSquare?: boolean;
}

/** A plot: what is drawn, in the units of the quantities. */
export interface Figure {
  /** Of its file, without the ending; STDWeb's where it has one. */
  readonly name: string;
  readonly title: string;
  readonly panels: readonly PlotPanel[];
  /** Panels beside each other. */
  readonly columns: number;
}
