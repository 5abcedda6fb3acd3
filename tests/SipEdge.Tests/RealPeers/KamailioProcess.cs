using System.Globalization;
using System.Net;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// kamailio as a carrier: the edge registers at it and is asked for credentials, for calls too. A call of the edge goes on to the
/// telephone that the last two digits name: with 21 at the bed's address 21. What a telephone calls goes to where the edge
/// registered.
/// </summary>
internal sealed class KamailioProcess
{
    public const string Realm = "carrier.example";
    public const string User = "account";
    public const string Password = "secret";

    private readonly ChildProcess _process;

    private KamailioProcess(ChildProcess process) => _process = process;

    public string Log => _process.Output.Text + _process.Errors.Text;

    /// <summary>Started on an address where one ran before it knows of nothing: bindings live in memory.</summary>
    public static async Task<KamailioProcess> Start(TestBed bed, IPAddress address, TimeSpan grants)
    {
        var config = bed.PathOf("kamailio.cfg");
        await File.WriteAllTextAsync(config, Configuration(bed, address, grants));
        var process = bed.Own(ChildProcess.Start("kamailio", ["-f", config, "-DD", "-E", "-Y", bed.Folder], bed.Folder));
        await TestBed.UntilListening(new IPEndPoint(address, 5060), tcp: false, process);
        return new KamailioProcess(process);
    }

    /// <summary>As when a machine loses its power.</summary>
    public Task Kill() => _process.Kill();

    private static string Configuration(TestBed bed, IPAddress address, TimeSpan grants)
    {
        var seconds = (int)grants.TotalSeconds;
        var telephones = new StringBuilder();
        for (var host = 20; host <= 49; host++)
        {
            telephones.Append(CultureInfo.InvariantCulture, $"    if ($rU =~ \"{host}$\") $du = \"sip:{bed.Address(host)}:5060\";\n");
        }

        return string.Create(CultureInfo.InvariantCulture, $$"""
            fork=no
            log_stderror=yes
            children=1
            listen=udp:{{address}}:5060
            loadmodule "tm.so"
            loadmodule "sl.so"
            loadmodule "rr.so"
            loadmodule "pv.so"
            loadmodule "textops.so"
            loadmodule "siputils.so"
            loadmodule "usrloc.so"
            loadmodule "registrar.so"
            loadmodule "auth.so"
            modparam("auth", "algorithm", "SHA-256")
            modparam("registrar", "min_expires", {{seconds}})
            modparam("registrar", "max_expires", {{seconds}})

            request_route {
                if (has_totag()) {
                    if (loose_route()) { t_relay(); exit; }
                    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
                    sl_send_reply("481", "No Such Dialog");
                    exit;
                }
                if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
                if (is_method("OPTIONS")) { sl_send_reply("200", "Here"); exit; }
                if (is_method("REGISTER")) { route(CHALLENGE); save("location"); exit; }
                if (!is_method("INVITE")) { sl_send_reply("405", "Calls Only"); exit; }
                record_route();
                if ($si == "{{bed.Edge}}") { route(CHALLENGE); route(TELEPHONE); } else { route(CUSTOMER); }
                t_relay();
            }

            route[CHALLENGE] {
                if (is_method("REGISTER")) {
                    if (pv_www_authenticate("{{Realm}}", "{{Password}}", "0")) { return; }
                    www_challenge("{{Realm}}", "1");
                    exit;
                }
                if (!pv_proxy_authenticate("{{Realm}}", "{{Password}}", "0")) { proxy_challenge("{{Realm}}", "1"); exit; }
                consume_credentials();
            }

            route[TELEPHONE] {
                $du = $null;
            {{telephones}}
                if ($du == $null) { sl_send_reply("404", "No Such Telephone"); exit; }
            }

            route[CUSTOMER] {
                $var(number) = $rU;
                $ru = "sip:{{User}}@{{Realm}}";
                if (!lookup("location")) { sl_send_reply("480", "Customer Not Registered"); exit; }
                $rU = $var(number);
            }
            """);
    }
}
