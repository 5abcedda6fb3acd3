using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Cli;

/// <summary>
/// The configuration that <c>sipedge init</c> writes: every line explains itself, and <c>sipedge check</c> accepts it.
/// </summary>
internal static class InitTemplate
{
    public static string Write(InitAnswers answers)
    {
        var text = new StringBuilder();
        WriteHead(text, answers);
        WriteListeners(text, answers);
        WriteWhoMayCall(text, answers);
        WriteTrunks(text, answers);
        WriteRoutes(text, answers);
        WriteRest(text, answers);
        return text.ToString();
    }

    /// <summary>The file below the configuration's directory that holds the account's password.</summary>
    public static string SecretPath(string account) => $"secrets/{account}";

    private static string Host(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static string Any(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "[::]" : "0.0.0.0";

    private static void WriteHead(StringBuilder text, InitAnswers answers) => text.Append(
        CultureInfo.InvariantCulture,
        $"""
        # SipEdge configuration for {answers.Domain}.
        # Check it with `sipedge check --config FILE`, apply it to a running edge with `sipedge reload`.
        # Every setting with its default and its reason: docs/configuration.md of the source.
        version: 1


        """);

    private static void WriteListeners(StringBuilder text, InitAnswers answers)
    {
        var any = Any(answers.Address);
        var host = Host(answers.Address);
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Where the edge listens. `advertise` is what Via and Contact say: the address that peers can reach.
            listeners:
              - name: udp
                transport: udp
                bind: "{any}:5060"
                advertise: "{host}"
              - name: tcp
                transport: tcp
                bind: "{any}:5060"
                advertise: "{host}"
              - name: tls
                transport: tls
                bind: "{any}:5061"
                advertise: "{host}"
                tls: main


            """);
        text.Append(answers.Certificate is null
            ? """
              # Made at start and kept in memory: good for a first try, refused by peers that check certificates.
              # For a real one: certificate: /etc/sipedge/tls/chain.pem and key: /etc/sipedge/tls/key.pem instead.
              tls:
                main:
                  self_signed: true


              """
            : $"""
              tls:
                main:
                  # Leaf first, then the chain.
                  certificate: {Quoted(answers.Certificate)}
                  key: {Quoted(answers.Key!)}


              """);
    }

    private static void WriteWhoMayCall(StringBuilder text, InitAnswers answers)
    {
        if (answers.Account is { } account)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                # Digest users. The password is in a file of its own that only the edge may read.
                accounts:
                  {{account}}:
                    password: { file: {{SecretPath(account)}} }

                # Who may call, and what they have to show.
                acls:
                  phones:
                    # From any address, with the right password.
                    accounts: [{{account}}]
                    allow_any_source: true


                """);
        }
        else if (answers.Pbx is null)
        {
            text.Append(
                """
                # Who may call, and what they have to show.
                acls:
                  loopback:
                    addresses:
                      - prefix: 127.0.0.0/8
                      - prefix: "::1"


                """);
        }

        var acls = answers.Account is not null ? "phones" : answers.Pbx is null ? "loopback" : string.Empty;
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # The host names that callers put into Request-URIs.
            domains:
              {answers.Domain}:
                acls: [{acls}]
                # MD5 answers can be guessed by whoever reads them. For phones that know nothing else: [sha_256, md5], and
                # require_tls_for_auth: true.
                algorithms: [sha_256]

            # Requests that carry an IP address instead of a name. Names that nobody configured are dropped: a reply would tell a
            # scanner that somebody lives here.
            default_domain: {answers.Domain}
            unknown_domain: drop


            """);
    }

    private static void WriteTrunks(StringBuilder text, InitAnswers answers)
    {
        if (answers.Pbx is null && answers.Carrier is null)
        {
            return;
        }

        text.Append("# Peers by address. Calls from a gateway's address are taken as its trunk's; calls to the trunk go there.\ntrunks:\n");
        if (answers.Pbx is { } pbx)
        {
            WriteTrunk(text, "pbx", pbx, "The own PBX: its P-Asserted-Identity is believed, and it is told ours.", "trusted");
        }

        if (answers.Carrier is { } carrier)
        {
            WriteTrunk(text, "carrier", carrier, "Outside the trust domain: P-Asserted-Identity is neither believed nor told (RFC 3325).", "untrusted");
        }

        text.Append('\n');
    }

    private static void WriteTrunk(StringBuilder text, string name, IPEndPoint peer, string why, string trust) => text.Append(
        CultureInfo.InvariantCulture,
        $"""
          {name}:
            gateways:
              - name: {name}-1
                address: "{peer.Address}"
                port: {peer.Port}
            identity:
              # {why}
              trust: {trust}

        """);

    private static void WriteRoutes(StringBuilder text, InitAnswers answers)
    {
        text.Append("# Where calls go: the longest prefix wins, then the route with more conditions, then the first written.\nroutes:\n");
        text.Append(answers switch
        {
            { Pbx: not null, Carrier: not null } => """
                  # From the PBX to the outside, everything else to the PBX.
                  - from_trunk: pbx
                    to: carrier
                  - to: pbx


                """,
            { Pbx: not null } => """
                  # There is no carrier yet, so the PBX hears itself; everyone else reaches the PBX.
                  - from_trunk: pbx
                    to: echo
                  - to: pbx


                """,
            { Carrier: not null } => """
                  # There is no PBX yet, so calls from the carrier are echoed; everyone else calls out.
                  - from_trunk: carrier
                    to: echo
                  - to: carrier


                """,
            _ => """
                  # Nobody to connect to yet: callers hear themselves.
                  - to: echo


                """,
        });
    }

    private static void WriteRest(StringBuilder text, InitAnswers answers) => text.Append(
        CultureInfo.InvariantCulture,
        $$"""
        # Where audio passes. Open these ports (UDP) in the firewall, four for each call and four more for its video.
        media:
          {{(answers.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}}:
            address: "{{answers.Address}}"
          port_min: 10000
          port_max: 29999
          # What audio may be; a trunk may have a block `media` with the same keys. Without srtp.mode a caller may bring SRTP or not.
          policy:
            allow: [pcma, pcmu, g722, opus]
            timeouts:
              # Calls without a packet are told in the log and in their record; hang_up ends them too.
              no_media: 30s
              silence: 60s
              action: report

        calls:
          max_calls: 5000
          # How long a stop waits for live calls.
          drain_seconds: 60

        # Metrics for Prometheus. The local socket that `sipedge calls` uses is always there.
        #admin:
        #  listen: 127.0.0.1:9060

        # One JSON line per call and per refused attempt. Without a path: the service's log directory, or standard output.
        #records:
        #  path: /var/log/sipedge/records.jsonl

        #telemetry:
        #  otlp: http://127.0.0.1:4317

        """);

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\",
        StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
