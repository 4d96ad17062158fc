/**
 * The works that Motifsmith builds on. Titles are in sentence case, authors are "Family, Given", and a
 * field that could not be verified is left out.
 */

export interface Reference {
  /** Citation key: first author, year. */
  readonly key: string;
  readonly type: 'article' | 'inproceedings' | 'misc' | 'techreport';
  readonly authors: readonly string[];
  readonly title: string;
  readonly year?: number;
  /** Journal, proceedings, institution or archive, depending on the type. */
  readonly venue?: string;
  readonly volume?: string;
  readonly number?: string;
  readonly pages?: string;
  readonly publisher?: string;
  readonly doi?: string;
  readonly url?: string;
  readonly note?: string;
}

export const REFERENCES = {
  hrmas: {
    key: 'zhang2024composing',
    type: 'article',
    authors: ['Zhang, Wenrui', 'Geng, Hejia', 'Li, Peng'],
    title:
      'Composing recurrent spiking neural networks using locally-recurrent motifs and risk-mitigating architectural optimization',
    venue: 'Frontiers in Neuroscience',
    volume: '18',
    pages: '1412559',
    year: 2024,
    doi: '10.3389/fnins.2024.1412559',
  },
  tsslBp: {
    key: 'zhang2020temporal',
    type: 'inproceedings',
    authors: ['Zhang, Wenrui', 'Li, Peng'],
    title: 'Temporal spike sequence learning via backpropagation for deep spiking neural networks',
    venue: 'Advances in Neural Information Processing Systems',
    volume: '33',
    pages: '12022–12033',
    year: 2020,
  },
  stbp: {
    key: 'wu2018spatio',
    type: 'article',
    authors: ['Wu, Yujie', 'Deng, Lei', 'Li, Guoqi', 'Zhu, Jun', 'Shi, Luping'],
    title: 'Spatio-temporal backpropagation for training high-performance spiking neural networks',
    venue: 'Frontiers in Neuroscience',
    volume: '12',
    pages: '331',
    year: 2018,
    doi: '10.3389/fnins.2018.00331',
  },
  lsm: {
    key: 'maass2002real',
    type: 'article',
    authors: ['Maass, Wolfgang', 'Natschläger, Thomas', 'Markram, Henry'],
    title:
      'Real-time computing without stable states: a new framework for neural computation based on perturbations',
    venue: 'Neural Computation',
    volume: '14',
    number: '11',
    pages: '2531–2560',
    year: 2002,
    doi: '10.1162/089976602760407955',
  },
  hrsnn: {
    key: 'chakraborty2023heterogeneous',
    type: 'article',
    authors: ['Chakraborty, Biswadeep', 'Mukhopadhyay, Saibal'],
    title: 'Heterogeneous recurrent spiking neural network for spatio-temporal classification',
    venue: 'Frontiers in Neuroscience',
    volume: '17',
    pages: '994517',
    year: 2023,
    doi: '10.3389/fnins.2023.994517',
  },
  elsm: {
    key: 'pan2024emergence',
    type: 'misc',
    authors: ['Pan, Wenxuan', 'others'],
    title: 'Emergence of brain-inspired small-world spiking neural network through neuroevolution',
    year: 2024,
  },
  rnn: {
    key: 'elman1990finding',
    type: 'article',
    authors: ['Elman, Jeffrey L.'],
    title: 'Finding structure in time',
    venue: 'Cognitive Science',
    volume: '14',
    number: '2',
    pages: '179–211',
    year: 1990,
    doi: '10.1207/s15516709cog1402_1',
  },
  lstm: {
    key: 'hochreiter1997long',
    type: 'article',
    authors: ['Hochreiter, Sepp', 'Schmidhuber, Jürgen'],
    title: 'Long short-term memory',
    venue: 'Neural Computation',
    volume: '9',
    number: '8',
    pages: '1735–1780',
    year: 1997,
    doi: '10.1162/neco.1997.9.8.1735',
  },
  gru: {
    key: 'cho2014learning',
    type: 'inproceedings',
    authors: [
      'Cho, Kyunghyun',
      'van Merriënboer, Bart',
      'Gulcehre, Caglar',
      'Bahdanau, Dzmitry',
      'Bougares, Fethi',
      'Schwenk, Holger',
      'Bengio, Yoshua',
    ],
    title:
      'Learning phrase representations using RNN encoder–decoder for statistical machine translation',
    venue: 'Empirical Methods in Natural Language Processing',
    pages: '1724–1734',
    year: 2014,
    doi: '10.3115/v1/D14-1179',
  },
  phasedLstm: {
    key: 'neil2016phased',
    type: 'inproceedings',
    authors: ['Neil, Daniel', 'Pfeiffer, Michael', 'Liu, Shih-Chii'],
    title: 'Phased LSTM: accelerating recurrent network training for long or event-based sequences',
    venue: 'Advances in Neural Information Processing Systems',
    volume: '29',
    pages: '3882–3890',
    year: 2016,
  },
  spiklIp: {
    key: 'zhang2019information',
    type: 'article',
    authors: ['Zhang, Wenrui', 'Li, Peng'],
    title:
      'Information-theoretic intrinsic plasticity for online unsupervised learning in spiking neural networks',
    venue: 'Frontiers in Neuroscience',
    volume: '13',
    pages: '31',
    year: 2019,
    doi: '10.3389/fnins.2019.00031',
  },
  randomSearch: {
    key: 'li2020random',
    type: 'inproceedings',
    authors: ['Li, Liam', 'Talwalkar, Ameet'],
    title: 'Random search and reproducibility for neural architecture search',
    venue: 'Uncertainty in Artificial Intelligence',
    pages: '367–377',
    publisher: 'PMLR',
    year: 2020,
  },
  agingEvolution: {
    key: 'real2019regularized',
    type: 'inproceedings',
    authors: ['Real, Esteban', 'Aggarwal, Alok', 'Huang, Yanping', 'Le, Quoc V.'],
    title: 'Regularized evolution for image classifier architecture search',
    venue: 'Proceedings of the AAAI Conference on Artificial Intelligence',
    volume: '33',
    pages: '4780–4789',
    year: 2019,
    doi: '10.1609/aaai.v33i01.33014780',
  },
  nasChecklist: {
    key: 'lindauer2020best',
    type: 'article',
    authors: ['Lindauer, Marius', 'Hutter, Frank'],
    title: 'Best practices for scientific research on neural architecture search',
    venue: 'Journal of Machine Learning Research',
    volume: '21',
    number: '243',
    pages: '1–18',
    year: 2020,
  },
  ti46: {
    key: 'liberman1991ti46',
    type: 'misc',
    authors: ['Liberman, Mark', 'others'],
    title: 'TI 46-Word',
    year: 1991,
    venue: 'Linguistic Data Consortium',
    note: 'LDC93S9',
    url: 'https://catalog.ldc.upenn.edu/LDC93S9',
  },
  nMnist: {
    key: 'orchard2015converting',
    type: 'article',
    authors: ['Orchard, Garrick', 'Jayawant, Ajinkya', 'Cohen, Gregory K.', 'Thakor, Nitish'],
    title: 'Converting static image datasets to spiking neuromorphic datasets using saccades',
    venue: 'Frontiers in Neuroscience',
    volume: '9',
    pages: '437',
    year: 2015,
    doi: '10.3389/fnins.2015.00437',
  },
  nTidigits: {
    key: 'anumula2018feature',
    type: 'article',
    authors: ['Anumula, Jithendar', 'Neil, Daniel', 'Delbruck, Tobi', 'Liu, Shih-Chii'],
    title: 'Feature representations for neuromorphic audio spike streams',
    venue: 'Frontiers in Neuroscience',
    volume: '12',
    pages: '23',
    year: 2018,
    doi: '10.3389/fnins.2018.00023',
  },
  dvsGesture: {
    key: 'amir2017low',
    type: 'inproceedings',
    authors: [
      'Amir, Arnon',
      'Taba, Brian',
      'Berg, David',
      'Melano, Timothy',
      'McKinstry, Jeffrey',
      'Di Nolfo, Carmelo',
      'Nayak, Tapan',
      'Andreopoulos, Alexander',
      'Garreau, Guillaume',
      'Mendoza, Marcela',
      'others',
    ],
    title: 'A low power, fully event-based gesture recognition system',
    venue: 'IEEE Conference on Computer Vision and Pattern Recognition (CVPR)',
    year: 2017,
  },
  heidelberg: {
    key: 'cramer2022heidelberg',
    type: 'article',
    authors: ['Cramer, Benjamin', 'Stradmann, Yannik', 'Schemmel, Johannes', 'Zenke, Friedemann'],
    title:
      'The Heidelberg spiking data sets for the systematic evaluation of spiking neural networks',
    venue: 'IEEE Transactions on Neural Networks and Learning Systems',
    volume: '33',
    number: '7',
    pages: '2744–2757',
    year: 2022,
    doi: '10.1109/TNNLS.2020.3044364',
  },
  fsdd: {
    key: 'jackson2018fsdd',
    type: 'misc',
    authors: [
      'Jackson, Zohar',
      'Souza, César',
      'Flaks, Jason',
      'Pan, Yuxin',
      'Nicolas, Hereman',
      'Thite, Adhish',
    ],
    title: 'Free Spoken Digit Dataset',
    venue: 'Zenodo',
    note: 'v1.0.8',
    year: 2018,
    doi: '10.5281/zenodo.1342401',
  },
  mnist: {
    key: 'lecun1998gradient',
    type: 'article',
    authors: ['LeCun, Yann', 'Bottou, Léon', 'Bengio, Yoshua', 'Haffner, Patrick'],
    title: 'Gradient-based learning applied to document recognition',
    venue: 'Proceedings of the IEEE',
    volume: '86',
    number: '11',
    pages: '2278–2324',
    year: 1998,
    doi: '10.1109/5.726791',
  },
  lyon: {
    key: 'lyon1982computational',
    type: 'inproceedings',
    authors: ['Lyon, Richard F.'],
    title: 'A computational model of filtering, detection, and compression in the cochlea',
    venue: 'IEEE International Conference on Acoustics, Speech, and Signal Processing (ICASSP)',
    pages: '1282–1285',
    year: 1982,
  },
  slaney: {
    key: 'slaney1988lyon',
    type: 'techreport',
    authors: ['Slaney, Malcolm'],
    title: "Lyon's cochlear model",
    venue: 'Apple Computer',
    number: '13',
    year: 1988,
  },
  bsa: {
    key: 'schrauwen2003bsa',
    type: 'inproceedings',
    authors: ['Schrauwen, Benjamin', 'Van Campenhout, Jan'],
    title: 'BSA, a fast and accurate spike train encoding scheme',
    venue: 'Proceedings of the International Joint Conference on Neural Networks',
    volume: '4',
    pages: '2825–2830',
    year: 2003,
    doi: '10.1109/IJCNN.2003.1224019',
  },
  horowitz: {
    key: 'horowitz2014computing',
    type: 'inproceedings',
    authors: ['Horowitz, Mark'],
    title: "Computing's energy problem (and what we can do about it)",
    venue: 'IEEE International Solid-State Circuits Conference (ISSCC)',
    pages: '10–14',
    year: 2014,
  },
  okabeIto: {
    key: 'okabe2008color',
    type: 'misc',
    authors: ['Okabe, Masataka', 'Ito, Kei'],
    title: 'Color universal design',
    year: 2008,
  },
} as const satisfies Record<string, Reference>;

export type ReferenceName = keyof typeof REFERENCES;

/** Motifsmith itself. @param version of the package that did the work */
export function motifsmithReference(version: string): Reference {
  return {
    key: 'motifsmith',
    type: 'misc',
    authors: ['{Motifsmith contributors}'],
    title: 'Motifsmith: architecture search for recurrent spiking neural networks',
    note: `Version ${version}`,
  };
}
