/* 百工：只补浏览器自己不会的几件小事。没有它，各页照样能用。 */
(function () {
  'use strict';
  var root = document.documentElement;
  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function say(words) { var box = document.getElementById('status'); if (box) { box.textContent = words; } }

  /* 一、字号与对比度：当场改，同时交给服务器记住；填了一半的表不丢 */
  function show(name, value) {
    if (name === 'type') {
      if (value === 'normal') { root.removeAttribute('data-type'); } else { root.setAttribute('data-type', value); }
      all('[data-display] [name=type]').forEach(function (b) { b.setAttribute('aria-pressed', String(b.value === value)); });
    } else {
      root.setAttribute('data-contrast', value);
      all('[data-display] [name=contrast]').forEach(function (b) {
        b.setAttribute('aria-pressed', String(value === 'high'));
        b.value = value === 'high' ? 'normal' : 'high';
      });
    }
  }
  document.addEventListener('submit', function (event) {
    var form = event.target, pressed = event.submitter;
    if (!form.matches || !form.matches('[data-display]') || !pressed || !window.fetch) { return; }
    event.preventDefault();
    var sent = new URLSearchParams(new FormData(form));
    sent.set(pressed.name, pressed.value);
    fetch(form.action, { method: 'POST', body: sent, credentials: 'same-origin', redirect: 'manual' });
    show(pressed.name, pressed.value);
  });

  /* 二、全选与已选合计：<table data-pick="说话的元素" data-unit="家" data-sum="共缺#人"> */
  function tell(table) {
    var out = document.getElementById(table.getAttribute('data-pick'));
    if (!out) { return; }
    var boxes = all('tbody input[type=checkbox]', table), head = table.querySelector('thead input[type=checkbox]');
    var on = boxes.filter(function (b) { return b.checked; }), sum = 0, told = table.getAttribute('data-sum');
    boxes.forEach(function (b) { b.closest('tr').classList.toggle('sel', b.checked); });
    on.forEach(function (b) { sum += Number(b.getAttribute('data-amount')) || 0; });
    if (head) { head.checked = on.length > 0 && on.length === boxes.length; head.indeterminate = on.length > 0 && !head.checked; }
    out.textContent = '已选' + on.length + (table.getAttribute('data-unit') || '条') + (told ? '，' + told.replace('#', sum) : '');
    out.closest('.bulk').hidden = !on.length;
  }
  function tellAll() { all('table[data-pick]').forEach(tell); }
  document.addEventListener('change', function (event) {
    var table = event.target.closest('table[data-pick]'), column = event.target.getAttribute('data-col');
    if (table) {
      if (event.target.closest('thead')) { all('tbody input[type=checkbox]', table).forEach(function (b) { b.checked = event.target.checked; }); }
      tell(table);
    }
    /* 三、列开关 */
    if (column) { all('.' + column).forEach(function (cell) { cell.hidden = !event.target.checked; }); }
  });

  /* 四、菜单与快捷键：/ 到查找框；Esc 收起菜单，焦点还给它 */
  document.addEventListener('click', function (event) {
    all('details.menu[open]').forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });
  document.addEventListener('keydown', function (event) {
    var box = document.querySelector('.find-all,[type=search]'), now = document.activeElement;
    var typing = now && now.matches('input:not([type=checkbox]):not([type=radio]),textarea,select');
    if (event.key === '/' && box && !typing) { event.preventDefault(); box.focus(); }
    if (event.key === 'Escape') {
      all('details.menu[open]').forEach(function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
    }
  });

  /* 五、必须写理由才能确认：<button data-needs="理由框" data-least="6"> */
  function look(button) {
    var box = document.getElementById(button.getAttribute('data-needs'));
    if (box) { button.disabled = box.value.trim().length < Number(button.getAttribute('data-least') || 6); }
  }
  document.addEventListener('input', function (event) {
    if (event.target.id) { all('[data-needs="' + event.target.id + '"]').forEach(look); }
  });

  /* 六、有误的表单：焦点先到“有几处要改” */
  function settle() {
    tellAll();
    all('[data-needs]').forEach(look);
    var wrong = document.querySelector('[data-takes-focus]');
    if (wrong) { wrong.focus(); }
  }

  /* 七、局部更新：焦点还看得见，说一句结果；失败了留着原样，在旁边说怎么办 */
  var seen = null;
  function inView(part) {
    var box = part.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  }
  document.addEventListener('htmx:beforeSwap', function () {
    var here = document.activeElement;
    seen = here && here !== document.body && inView(here) ? here : null;
  });
  /* 换上来的字若把焦点推到底下那一栏后面，同一帧里就拉回来；留白（scroll-padding）由浏览器算 */
  function keepInView() {
    if (seen && seen === document.activeElement) { seen.scrollIntoView({ block: 'nearest' }); }
  }
  document.addEventListener('htmx:afterSwap', keepInView);
  document.addEventListener('htmx:afterSettle', function (event) {
    keepInView();
    tellAll();
    all('[data-needs]').forEach(look);
    var told = event.target.querySelector && event.target.querySelector('[data-tell]');
    if (told) { say(told.getAttribute('data-tell') || told.textContent); }
  });
  function forget() { all('.note.failed').forEach(function (note) { note.remove(); }); }
  function failed(event) {
    forget();
    var near = event.detail.elt, note = document.createElement('p'), status = event.detail.xhr ? event.detail.xhr.status : 0;
    var sent = event.detail.requestConfig ? event.detail.requestConfig.verb : event.detail.verb;
    var kept = sent === 'get' ? '这一页还是刚才的样子' : '没存上，您填的都还在';
    note.className = 'note bad failed';
    note.setAttribute('role', 'alert');
    note.textContent = status === 403 ? '没存上：登录过期了，或者不归您办。刷新页面再试，填的都还在。'
      : status ? kept + '。再点一次；还不行，打12333。' : '没有网络，' + kept + '。有网了再点一次。';
    near.insertAdjacentElement('afterend', note);
  }
  /* 八、没有网络时不离开这一页：浏览器的断网页会把填了一半的表带走 */
  function stay(event, near, verb) {
    if (navigator.onLine !== false || event.defaultPrevented) { return; }
    event.preventDefault();
    failed({ detail: { elt: near, verb: verb } });
  }
  document.addEventListener('submit', function (event) {
    var pressed = event.submitter || event.target;
    if (!pressed.closest('[hx-get],[hx-post],[data-display]')) { stay(event, pressed, event.target.method); }
  });
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href]');
    if (link && !link.closest('[hx-get],[hx-post]') && link.getAttribute('href').charAt(0) !== '#') { stay(event, link, 'get'); }
  });

  /* 九、草稿：<form data-draft="名字"> 边填边存在这台机器上，报上了（data-draft-done）就清掉；密码和文件不存 */
  function drafts() { try { return window.localStorage; } catch (refused) { return null; } }
  function typed(form) {
    return all('input[name],select[name],textarea[name]', form).filter(function (box) {
      return ['hidden', 'password', 'file', 'submit'].indexOf(box.type) < 0;
    });
  }
  function keep(form) {
    var store = drafts();
    if (!store) { return; }
    store.setItem('draft:' + form.getAttribute('data-draft'), JSON.stringify(typed(form).map(function (box) {
      return [box.name, box.type === 'checkbox' || box.type === 'radio' ? box.value : '', box.type === 'checkbox' || box.type === 'radio' ? box.checked : box.value];
    })));
  }
  function bring(form) {
    var store = drafts(), kept = store && store.getItem('draft:' + form.getAttribute('data-draft'));
    if (!kept || form.querySelector('[aria-invalid=true]') || document.querySelector('[data-takes-focus]')) { return; }
    var values = {}, changed = false;
    try { JSON.parse(kept).forEach(function (entry) { values[entry[0] + '\n' + entry[1]] = entry[2]; }); } catch (broken) { return; }
    typed(form).forEach(function (box) {
      var ticks = box.type === 'checkbox' || box.type === 'radio', was = values[box.name + '\n' + (ticks ? box.value : '')];
      if (was === undefined || was === (ticks ? box.checked : box.value)) { return; }
      if (ticks) { box.checked = was; } else { box.value = was; }
      changed = true;
    });
    if (!changed) { return; }
    var note = document.createElement('p'), drop = document.createElement('button');
    note.className = 'note kept';
    note.setAttribute('role', 'status');
    note.textContent = '上次填了没交的，替您找回来了。';
    drop.type = 'button';
    drop.className = 'btn sm';
    drop.textContent = '不要了，重新填';
    drop.addEventListener('click', function () { form.reset(); store.removeItem('draft:' + form.getAttribute('data-draft')); note.remove(); });
    note.appendChild(drop);
    form.insertAdjacentElement('beforebegin', note);
  }
  all('[data-draft-done]').forEach(function (mark) {
    var store = drafts();
    if (store) { store.removeItem('draft:' + mark.getAttribute('data-draft-done')); }
  });
  all('form[data-draft]').forEach(bring);
  document.addEventListener('input', function (event) {
    var form = event.target.closest('form[data-draft]');
    if (form) { keep(form); }
  });

  document.addEventListener('htmx:responseError', failed);
  document.addEventListener('htmx:sendError', failed);
  document.addEventListener('htmx:beforeRequest', function (event) {
    forget();
    event.detail.elt.setAttribute('aria-busy', 'true');
  });
  document.addEventListener('htmx:afterRequest', function (event) { event.detail.elt.removeAttribute('aria-busy'); });

  settle();
})();
