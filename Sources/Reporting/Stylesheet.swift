extension Markup {
  /// The style of every page: one column, light or dark as the reader's system is, fit for print.
  static let stylesheet: Markup = """
    :root { color-scheme: light dark;
      --paper: #fcfcfa; --card: #ffffff; --ink: #1d2126; --soft: #59616b; --faint: #8b939d; --line: #e3e4e0;
      --good: #0f6ea8; --defective: #c8500a; --accent: #0f6ea8; --well: #f2f2ee;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    @media (prefers-color-scheme: dark) { :root {
      --paper: #14171b; --card: #1b1f24; --ink: #e6e8ea; --soft: #a5adb7; --faint: #77808b; --line: #2d333a;
      --good: #5cb3e6; --defective: #f0904d; --accent: #5cb3e6; --well: #22272d; } }
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; scroll-padding-top: 3.5rem; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 Inter, "Segoe UI", Roboto,
      "Helvetica Neue", Arial, "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums lining-nums; }
    main, header, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem; }
    header { padding-top: 3rem; padding-bottom: 1.5rem; }
    .brand { margin: 0 0 .4rem; color: var(--soft); font-size: .8rem; letter-spacing: .12em;
      text-transform: uppercase; }
    h1 { margin: 0; font-size: 2.5rem; line-height: 1.15; letter-spacing: -.02em; font-weight: 650;
      overflow-wrap: anywhere; }
    h2 { margin: 0 0 .3rem; font-size: 1.4rem; letter-spacing: -.01em; font-weight: 650; }
    h3 { margin: 1.8rem 0 .6rem; font-size: 1.05rem; font-weight: 650; }
    h2 + h3 { margin-top: 1rem; }
    p { margin: .4rem 0 1rem; break-inside: avoid; max-width: 44rem; text-wrap: pretty; }
    .lead { margin: 1rem 0 0; font-size: 1.2rem; line-height: 1.5; max-width: 46rem; }
    .note, figcaption small { color: var(--soft); }
    a { color: var(--accent); text-underline-offset: .18em; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    nav { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--line); }
    nav ul { max-width: 70rem; margin: 0 auto; padding: .6rem 1.5rem; display: flex; flex-wrap: wrap;
      gap: .2rem 1.4rem;
      list-style: none; font-size: .92rem; }
    nav a { color: var(--soft); text-decoration: none; }
    nav a:hover { color: var(--accent); }
    section { padding: 2.4rem 0 1.8rem; }
    section + section { border-top: 1px solid var(--line); }
    figure { margin: 0; }
    figcaption { font-weight: 600; margin-bottom: .4rem; }
    svg { display: block; width: 100%; height: auto; }
    .cards { display: grid; gap: .9rem; margin: .5rem 0 1.2rem; }
    .cards.wide { grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); }
    .cards.narrow { grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem 1rem; }
    .card h4 { margin: 0; font-size: .86rem; font-weight: 550; color: var(--soft); }
    .card .value { font-size: 1.9rem; line-height: 1.25; font-weight: 620; letter-spacing: -.02em; }
    .cards.wide .value { font-size: 2.5rem; }
    .card .value small { font-size: 1rem; font-weight: 450; color: var(--soft); margin-left: .12em;
      letter-spacing: 0; }
    .card .interval { font-size: .8rem; color: var(--soft); min-height: 1.3em; }
    .gauge { margin-top: .45rem; height: 4px; border-radius: 2px; background: var(--well); position: relative; }
    .gauge i, .gauge b { position: absolute; top: 0; bottom: 0; border-radius: 2px; }
    .gauge i { background: var(--accent); opacity: .35; }
    .gauge b { width: 3px; margin-left: -1.5px; top: -2px; bottom: -2px; background: var(--accent); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .94rem; }
    th, td { padding: .42rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th { font-weight: 600; color: var(--soft); font-size: .84rem; vertical-align: bottom; }
    th:first-child, td:first-child { text-align: left; padding-left: 0; }
    tfoot td, tfoot th { border-bottom: 0; border-top: 2px solid var(--line); font-weight: 600; color: var(--ink); }
    tbody tr:last-child td { border-bottom-color: transparent; }
    .columns { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2.5rem;
      align-items: start; }
    .confusion td { text-align: center; border: 0; padding: .8rem .6rem; font-size: 1.35rem; font-weight: 600;
      border-radius: .4rem; }
    .confusion { border-collapse: separate; border-spacing: .3rem; }
    .confusion th { border: 0; text-align: center; vertical-align: middle; }
    .confusion tbody th { text-align: right; }
    .confusion td { background: var(--well); }
    .confusion td.wrong { background: color-mix(in srgb, var(--defective) 14%, transparent);
      color: var(--defective); }
    .confusion td.wrong.none { background: var(--well); color: var(--faint); }
    .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1.8rem;
      margin-top: 1.2rem; }
    .grid { stroke: var(--line); stroke-width: 1; }
    .chance { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; }
    .threshold { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 5 3; }
    .tick { fill: var(--soft); font-size: 11px; }
    .axis { fill: var(--soft); font-size: 12px; }
    .row { fill: var(--ink); font-size: 13px; }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .curve.images { stroke: var(--good); }
    .curve.pixels { stroke: var(--defective); }
    .series-0 { --series: #0f6ea8; } .series-1 { --series: #c8500a; } .series-2 { --series: #2c8a4f; }
    .series-3 { --series: #a03e99; } .series-4 { --series: #b88a00; } .series-5 { --series: #009a9a; }
    .series-6 { --series: #c2334d; } .series-7 { --series: #6b7480; }
    .curve[class*=series] { stroke: var(--series); } .key[class*=series] { background: var(--series); }
    .operating { fill: var(--card); stroke: var(--good); stroke-width: 2; }
    .dot { fill-opacity: .75; }
    .dot.good, .bar.good { fill: var(--good); }
    .dot.defective, .bar.defective { fill: var(--defective); }
    .dot.mistaken { stroke: var(--ink); stroke-width: 1.6; fill-opacity: 1; }
    .legend { list-style: none; margin: .3rem 0 0; padding: 0 0 0 2.9rem; display: flex; flex-wrap: wrap;
      gap: .1rem 1.2rem; font-size: .88rem; }
    .key { display: inline-block; width: 1.1em; height: 3px; border-radius: 2px; vertical-align: middle;
      margin-right: .45em; }
    .key.images { background: var(--good); }
    .key.pixels { background: var(--defective); }
    .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1.4rem 1.2rem;
      margin: .8rem 0 1.6rem; }
    .gallery.small { grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
    .gallery.tens { grid-template-columns: repeat(auto-fill, minmax(max(8rem, 17%), 1fr)); }
    .case { break-inside: avoid; }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 3px; border-radius: .4rem; overflow: hidden; }
    .single { border-radius: .4rem; overflow: hidden; }
    .picture { position: relative; background: var(--well); }
    .picture img { display: block; width: 100%; height: auto; }
    .picture svg { position: absolute; inset: 0; width: 100%; height: 100%; transition: opacity .15s; }
    .picture:hover svg { opacity: 0; }
    .contour { fill: none; stroke-linecap: square; vector-effect: non-scaling-stroke; }
    .contour.halo { stroke: #0008; stroke-width: 2.4; }
    .contour.line { stroke: #7df9ff; stroke-width: 1; }
    .case figcaption { margin: .4rem 0 0; font-weight: 450; font-size: .88rem; line-height: 1.4;
      overflow-wrap: anywhere; }
    .case figcaption b { font-weight: 650; }
    .verdict { float: right; margin-left: .6rem; font-weight: 600; }
    .verdict.wrong { color: var(--defective); }
    .scale { display: flex; align-items: center; gap: .6rem; font-size: .84rem; color: var(--soft);
      margin: .2rem 0 1rem; }
    .scale span.ramp { width: 9rem; height: .7rem; border-radius: .35rem; }
    pre { background: var(--well); border-radius: .5rem; padding: .9rem 1.1rem; overflow-x: auto;
      font: .88rem/1.5 var(--mono); }
    code { font-family: var(--mono); font-size: .92em; overflow-wrap: anywhere; }
    dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.4rem;
      margin: .8rem 0; font-size: .94rem; }
    dl.facts dt { color: var(--soft); }
    dl.facts dd { margin: 0; overflow-wrap: anywhere; }
    dl.terms dt { font-weight: 600; }
    dl.terms dd { margin: 0 0 .6rem; max-width: 44rem; color: var(--soft); }
    details { margin: 1rem 0; }
    summary { cursor: pointer; color: var(--accent); }
    footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--faint); font-size: .86rem; }
    .products { display: grid; grid-template-columns: repeat(auto-fit, minmax(21rem, 1fr)); gap: 1.4rem;
      margin: 1.6rem 0; }
    .product { display: block; color: inherit; text-decoration: none; background: var(--card);
      border: 1px solid var(--line);
      border-radius: .7rem; overflow: hidden; }
    .product:hover { border-color: var(--accent); }
    .product .text { padding: 1rem 1.2rem 1.2rem; }
    .product dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem; margin: .8rem 0 0; }
    .product dt { font-size: .76rem; color: var(--soft); }
    .product dd { margin: 0; font-size: 1.15rem; font-weight: 620; }
    code.name { color: var(--soft); font-size: .6em; font-weight: 450; letter-spacing: 0; margin-left: .4em; }
    .law { font: 1.02rem/1.5 Cambria, "Libertinus Serif", "STIX Two Text", Georgia, serif; max-width: none;
      background: var(--well); border-left: 3px solid var(--accent); border-radius: .25rem; padding: .45rem .9rem; }
    .exhibits { display: grid; grid-template-columns: 5.5rem repeat(var(--columns), minmax(0, 1fr)); gap: 5px;
      align-items: center; margin: 1rem 0; }
    .exhibits b { font-size: .86rem; font-weight: 550; color: var(--soft); }
    .exhibits .picture { border-radius: .3rem; overflow: hidden; }
    .exhibits .unseen { align-self: stretch; display: grid; place-items: center; border-radius: .3rem;
      background: var(--well); color: var(--faint); font-size: .84rem; min-height: 4rem; }
    .parameters th, .parameters td { text-align: left; }
    .outlines { position: absolute; opacity: 0; }
    .outlines ~ nav label { cursor: pointer; color: var(--accent); }
    .outlines ~ nav label::before { content: "☐ "; }
    .outlines:checked ~ nav label::before { content: "☑ "; }
    .outlines:focus-visible ~ nav label { outline: 2px solid var(--accent); outline-offset: 2px; }
    .outlines:not(:checked) ~ main svg { opacity: 0; }
    @media (max-width: 46rem) { .columns { grid-template-columns: 1fr; } h1 { font-size: 2rem; } }
    @media print { :root { --paper: #fff; --card: #fff; } html { font-size: 11.5px; } body { font-size: 1rem; }
      nav, details { display: none; } main, header, footer { padding-left: 0; padding-right: 0; }
      section { padding: 1.2rem 0; } h2, h3, .note, .scale { break-after: avoid; }
      .card, figure, tr { break-inside: avoid; } .scroll { overflow: visible; }
      th, td { padding: .35rem .4rem; } .cards.narrow { grid-template-columns: repeat(6, 1fr); }
      .plots, .gallery { grid-template-columns: repeat(3, 1fr); }
      .gallery.small { grid-template-columns: repeat(6, 1fr); } }
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } .picture svg { transition: none; } }
    """
}
