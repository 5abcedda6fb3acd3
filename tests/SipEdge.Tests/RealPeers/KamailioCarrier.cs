using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// kamailio as a carrier of the edge. A call of the edge goes on over UDP to the telephone that the last two digits name: with 21 at
/// the bed's address 21. What a telephone calls goes to the edge.
/// </summary>
internal sealed record KamailioCarrier(IPAddress Address, IPAddress Edge)
{
    public const string Domain = "carrier.example";
    public const string User = "account";

    public int Port { get; init; } = 5060;

    /// <summary>The edge's TLS port, or its other one.</summary>
    public int? EdgePort { get; init; }

    /// <summary>Its address among the telephones, when that is another.</summary>
    public IPAddress? Near { get; init; }

    public string Realm { get; init; } = Domain;

    public string Password { get; init; } = "secret";

    public string Algorithm { get; init; } = "SHA-256";

    /// <summary>
    /// Knows the edge by its account: where it registered is where its calls go, over the very connection where there is one, and its
    /// calls are asked for the password. Otherwise it knows the edge by its address.
    /// </summary>
    public bool HasAccount { get; init; } = true;

    /// <summary>Calls of the edge are asked for the password.</summary>
    public bool AsksCalls { get; init; } = true;

    /// <summary>The least and the most time for which it keeps a registration.</summary>
    public (TimeSpan Least, TimeSpan Most) Grants { get; init; } = (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    /// <summary>How it calls the edge when it knows it by its address: "udp", "tcp" or "tls".</summary>
    public string Transport { get; init; } = "udp";

    public KamailioTls? Tls { get; init; }

    public Task<KamailioProcess> Start(TestBed bed) => KamailioProcess.Start(bed, Settings);

    public Task<KamailioProcess> Start(string folder) => KamailioProcess.Start(folder, Settings);

    private KamailioSettings Settings => new(Address)
    {
        Port = Port,
        Also = Near,
        Tcp = Transport == "tcp",
        Tls = Tls,
        Modules = ["usrloc", "registrar", "auth", "nathelper"],
        Parameters =
        [
            $"\"auth\", \"algorithm\", \"{Algorithm}\"",
            string.Create(CultureInfo.InvariantCulture, $"\"registrar\", \"min_expires\", {(int)Grants.Least.TotalSeconds}"),
            string.Create(CultureInfo.InvariantCulture, $"\"registrar\", \"max_expires\", {(int)Grants.Most.TotalSeconds}"),
            "\"registrar|nathelper\", \"received_avp\", \"$avp(received)\"",
        ],
        Script = Script,
    };

    private string Script => $$"""
        request_route {
            if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
                sl_send_reply("481", "No Such Dialog");
                exit;
            }
            if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
            if (is_method("OPTIONS")) { sl_send_reply("200", "Here"); exit; }
            if (is_method("REGISTER")) { route(REGISTER); exit; }
            if (!is_method("INVITE")) { sl_send_reply("405", "Calls Only"); exit; }
            record_route();
            if (src_ip == {{Text(Edge)}}) { route(TELEPHONE); } else { route(CUSTOMER); }
            t_relay();
        }

        route[REGISTER] {
            if (!pv_www_authenticate("{{Realm}}", "{{Password}}", "0")) { www_challenge("{{Realm}}", "1"); exit; }
            if ($pr != "udp") { fix_nated_register(); }
            save("location");
            xlog("L_ERR", "kept $hdr(Contact) by $pr\n");
        }

        route[TELEPHONE] {
            {{(AsksCalls ? "route(CHALLENGE);" : "")}}
            xlog("L_ERR", "called $ru by $pr\n");
            if (!($rU =~ "[2-4][0-9]$")) { sl_send_reply("404", "No Such Telephone"); exit; }
            $du = "sip:{{Network}}." + $(rU{s.substr,-2,0}) + ":5060";
        }

        route[CHALLENGE] {
            if (!pv_proxy_authenticate("{{Realm}}", "{{Password}}", "0")) { proxy_challenge("{{Realm}}", "1"); exit; }
            consume_credentials();
        }

        route[CUSTOMER] {
            {{(HasAccount ? Registered : $"$rd = \"{Text(Edge)}\"; $du = \"{EdgeUri}\";")}}
        }
        """;

    private string Registered => $$"""
            $var(number) = $rU;
                $ru = "sip:{{User}}@{{Realm}}";
                if (!lookup("location")) { sl_send_reply("480", "Customer Not Registered"); exit; }
                $rU = $var(number);
                set_forward_no_connect();
            """;

    private string EdgeUri => string.Create(
        CultureInfo.InvariantCulture, $"sip:{Text(Edge)}:{EdgePort ?? (Transport == "tls" ? 5061 : 5060)};transport={Transport}");

    private string Network => $"{Near ?? Address}"[..$"{Near ?? Address}".LastIndexOf('.')];

    private static string Text(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
