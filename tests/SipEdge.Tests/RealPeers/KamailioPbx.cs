using System.Globalization;
using System.Net;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// kamailio as a small PBX: it challenges REGISTER, keeps contacts in memory, and calls them. Started anew it knows nobody.
/// </summary>
internal sealed class KamailioPbx(TestBed bed)
{
    private ChildProcess? _process;

    /// <summary>The most seconds that it keeps a contact.</summary>
    public int Most { get; init; } = 3600;

    /// <summary>Whose passwords it knows: all of them have this one.</summary>
    public string Password { get; init; } = "at-the-pbx";

    public const string Realm = "pbx.test";

    public string Log => _process?.Errors.Text ?? "";

    public async Task Start()
    {
        var config = bed.PathOf("kamailio.cfg");
        await File.WriteAllTextAsync(config, string.Create(CultureInfo.InvariantCulture, $$"""
            fork=no
            log_stderror=yes
            children=1
            listen=udp:{{bed.Callee}}:5060
            loadmodule "tm.so"
            loadmodule "sl.so"
            loadmodule "rr.so"
            loadmodule "pv.so"
            loadmodule "xlog.so"
            loadmodule "textops.so"
            loadmodule "siputils.so"
            loadmodule "usrloc.so"
            loadmodule "registrar.so"
            loadmodule "auth.so"
            modparam("registrar", "min_expires", 1)
            modparam("registrar", "max_expires", {{Most}})
            request_route {
                if (is_method("REGISTER")) {
                    if (!pv_www_authenticate("{{Realm}}", "{{Password}}", "0")) { auth_challenge("{{Realm}}", "1"); exit; }
                    save("location");
                    xlog("L_ERR", "kept $tu $hdr(Contact)\n");
                    exit;
                }
                if (has_totag()) {
                    if (loose_route() || t_check_trans()) { t_relay(); exit; }
                    if (!is_method("ACK")) { sl_send_reply("481", "No Such Call"); }
                    exit;
                }
                if (is_method("CANCEL|ACK")) {
                    if (t_check_trans()) { t_relay(); }
                    exit;
                }
                record_route();
                if (!lookup("location")) { sl_send_reply("404", "Not Here"); exit; }
                t_relay();
            }
            """));
        _process = bed.Own(ChildProcess.Start(
            "kamailio", ["-f", config, "-DD", "-E", "-Y", bed.Folder], bed.Folder, new Dictionary<string, string>()));
        await TestBed.UntilListening(new IPEndPoint(bed.Callee, 5060), tcp: false, _process);
    }

    public async Task Restart()
    {
        _process!.Terminate();
        await _process.WaitForExit(TestBed.Patience);
        await Start();
    }

    /// <summary>Waits until it has kept a contact of this user since it was started.</summary>
    public Task Knows(string user) => _process!.Errors.WaitFor(
        line => line.Contains($"kept sip:{user}@", StringComparison.Ordinal), TestBed.Patience, () => $"a contact of {user}\n{Log}");

}
