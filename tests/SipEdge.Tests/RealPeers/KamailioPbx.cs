using System.Globalization;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// kamailio as a small PBX: it challenges REGISTER, keeps contacts in memory, and calls them. Started anew it knows nobody.
/// </summary>
internal sealed class KamailioPbx(TestBed bed)
{
    private KamailioProcess? _process;

    /// <summary>The most seconds that it keeps a contact.</summary>
    public int Most { get; init; } = 3600;

    /// <summary>Whose passwords it knows: all of them have this one.</summary>
    public string Password { get; init; } = "at-the-pbx";

    public const string Realm = "pbx.test";

    public string Log => _process?.Log ?? "";

    public async Task Start()
    {
        _process = await KamailioProcess.Start(bed, new KamailioSettings(bed.Callee)
        {
            Modules = ["usrloc", "registrar", "auth"],
            Parameters =
            [
                "\"registrar\", \"min_expires\", 1",
                string.Create(CultureInfo.InvariantCulture, $"\"registrar\", \"max_expires\", {Most}"),
            ],
            Script = $$"""
                request_route {
                    if (is_method("REGISTER")) {
                        if (!pv_www_authenticate("{{Realm}}", "{{Password}}", "0")) { auth_challenge("{{Realm}}", "1"); exit; }
                        save("location");
                        if (is_present_hf("Contact")) { xlog("L_ERR", "kept $tu $hdr(Contact)\n"); }
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
                """,
        });
    }

    public async Task Restart()
    {
        await _process!.Stop();
        await Start();
    }

    /// <summary>Waits until it has kept a contact of this user since it was started.</summary>
    public Task Knows(string user) => _process!.Said.WaitFor(
        line => line.Contains($"kept sip:{user}@", StringComparison.Ordinal), TestBed.Patience, () => $"a contact of {user}\n{Log}");
}
