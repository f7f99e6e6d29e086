// Stands in the head of each page that runs. It says in one line why the course cannot start here, instead of a
// blank page, and sees to it that a new version of the site is what starts. Old browsers have to read it: no ES6.
(function (version) {
  function say(line, link, address) {
    function show() {
      var alert = document.createElement('p');
      alert.setAttribute('role', 'alert');
      alert.style.cssText = 'position:fixed;z-index:2000;top:0;left:0;right:0;margin:0;padding:12px 16px;' +
        'font:16px/1.5 system-ui,sans-serif;background:#fff4ce;color:#332500;border-bottom:2px solid #8a5a00';
      alert.appendChild(document.createTextNode(line + ' '));
      if (link) {
        var anchor = document.createElement('a');
        anchor.href = address;
        anchor.target = '_blank';
        anchor.style.color = '#004a99';
        anchor.appendChild(document.createTextNode(link));
        alert.appendChild(anchor);
      }
      var button = document.createElement('button');
      button.appendChild(document.createTextNode('Close'));
      button.style.cssText = 'font:inherit;margin-left:12px';
      button.onclick = function () { document.body.removeChild(alert); };
      alert.appendChild(button);
      document.body.appendChild(alert);
    }
    if (document.body) { show(); } else { document.addEventListener('DOMContentLoaded', show); }
  }
  function read(line) { say(line, 'Read the course without running it', '../../notebooks/index.html'); }

  if (location.protocol === 'file:') {
    return read('The course runs from a web server only. In the folder of the site, run "python -m http.server", ' +
      'then open http://localhost:8000.');
  }
  if (typeof WebAssembly !== 'object' || !('noModule' in document.createElement('script')) ||
      !window.DecompressionStream) {
    return read('This browser cannot run the course: it is too old for WebAssembly, JavaScript modules or streams. Update ' +
      'the browser, or use another.');
  }
  try {
    window.localStorage.getItem('');
  } catch (refused) {
    if (window.top !== window.self) {
      return say('Inside another page the course cannot store anything here, and may not run.',
        'Open it in a tab of its own', location.href);
    }
    read('This browser lets the site store nothing, so the course may not run, and answers are gone when you close ' +
      'or reload this page. Allow the storage of site data, or leave private mode.');
  }

  // Whatever the host says about caching: ask whether a page, a list or a setting has changed. Python and the wheels
  // are in a folder with the version in its name, and JupyterLab's scripts have a hash in theirs.
  var get = window.fetch;
  window.fetch = function (what, options) { return get(what, Object.assign({ cache: 'no-cache' }, options)); };

  window.fetch(location.href).then(function (answer) { return answer.ok ? answer.text() : version; }).then(
    function (now) {
      var before = 'statuslab reloaded';  // so that a host that goes on sending the old page has one reload of it
      if (now.indexOf(version) < 0 && sessionStorage.getItem(before) !== version) {
        sessionStorage.setItem(before, version);
        location.reload();
      }
    }
  ).catch(function () {});  // offline

  // Python starts now, beside JupyterLab and not after it, in the worker that JupyterLite will ask for.
  var python = '../static/pyodide-' + version + '/';
  var Plain = window.Worker;
  function worker() { return new Plain(python + 'worker.mjs', { type: 'module' }); }
  var early = window.crossOriginIsolated ? null : worker();
  window.Worker = function (address, options) {
    if (String(address).indexOf('comlink.worker') < 0) { return new Plain(address, options); }
    var mine = early || worker();
    early = null;
    return mine;
  };

  // Python waits until what it writes is stored. Where storing fails, as with a full quota, JupyterLite gives it no
  // answer at all, and the kernel would wait forever. It reads what it wrote, so any answer will do.
  var Channel = window.BroadcastChannel;
  var WRITES = ['put', 'mknod', 'rename', 'rmdir'];
  window.BroadcastChannel = function (name) {
    var channel = new Channel(name);
    if (name !== '/sw-api.v1') { return channel; }
    var waiting = {};
    channel.addEventListener('message', function (event) {
      var asked = event.data;
      if (asked.data && WRITES.indexOf(asked.data.method) >= 0) { waiting[asked.requestId] = asked.browsingContextId; }
    });
    channel.postMessage = function (answer) {
      delete waiting[answer.requestId];
      Channel.prototype.postMessage.call(channel, answer);
    };
    window.addEventListener('unhandledrejection', function () {
      Object.keys(waiting).forEach(function (id) {
        channel.postMessage({ response: null, requestId: id, browsingContextId: waiting[id] });
      });
    });
    return channel;
  };

  ['../config-utils.js', python + 'python.mjs', python + 'packages.data', python + 'pyodide.asm.wasm'].forEach(function (file) {
    window.fetch(file, { method: 'HEAD' }).then(function (answer) {
      var type = answer.headers.get('Content-Type') || 'no type';
      var name = file.replace('../', 'run/');
      if (answer.status === 404) {
        read('This site is not complete: ' + name + ' is missing. Whoever runs it has to upload all files again.');
      } else if (answer.ok && /js$/.test(file) && !/javascript/.test(type)) {
        read('The web server sends ' + name + ' as ' + type + ', and browsers run it only as text/javascript. ' +
          'Whoever runs the site has to set this type for .js and .mjs.');
      }
    }).catch(function () {});
  });
})('VERSION');
