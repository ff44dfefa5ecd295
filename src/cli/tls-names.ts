/** Host names of a try-out over TLS; none of them exists in DNS (RFC 6761, `.test`). */
export const TLS_NAMES = {
  /** Parent of the servers' names: the join cookie's domain. */
  servers: 'sidelong.test',
  web: 'web.sidelong.test',
  session: (number: number) => `s${number}.sidelong.test`,
  site: 'www.lindenhof.test',
  /** A second name of the site, for what pages load from elsewhere. */
  assets: 'assets.lindenhof.test',
}
