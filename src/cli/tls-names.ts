/** Host names of a try-out over TLS; none of them exists in DNS (RFC 6761, `.test`). */
export const TLS_NAMES = {
  /** Parent of the servers' names: the join cookie's domain. */
  servers: 'sidelong.test',
  web: 'web.sidelong.test',
  /** The first one under the servers' parent domain, the others under one that has nothing to do with it. */
  session: (number: number) => (number === 1 ? 's1.sidelong.test' : `s${number}.cobrowse.test`),
  site: 'www.lindenhof.test',
  /** Where agents work: a page that has the viewer inside, on a site of its own. */
  crm: 'desk.nordwind.test',
  /** A second name of the site, for what pages load from elsewhere. */
  assets: 'assets.lindenhof.test',
}
