import { render } from 'preact';
import { App } from './app.tsx';
import { ServicesProvider, startServices } from './services.ts';
import './style/tokens.css';
import './style/frame.css';
import './style/board.css';
import './style/slots.css';
import './style/trend.css';
import './style/laboratory.css';
import './style/data.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element "page".');
render(
  <ServicesProvider value={startServices()}>
    <App />
  </ServicesProvider>,
  page,
);
