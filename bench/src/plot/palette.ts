/** Few colours, told apart by everybody (after Okabe and Ito 2008). */
export const INK = { text: '#222', faint: '#777', grid: '#e4e4e4', day: '#9a9a9a' } as const;
export const HUES = ['#0072b2', '#b35900', '#009e73', '#7a7a7a'] as const;
/** Expected, and seen. */
export const SIGNAL = '#c1121f';
/** Shades of when something is wrong: with the plant, with a sensor or device. */
export const SHADES = { plant: '#f5ecd7', device: '#e9e4f4' } as const;
export const BARS = { plant: '#d9b765', device: '#a99bd1' } as const;
