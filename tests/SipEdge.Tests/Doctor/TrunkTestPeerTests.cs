using System.Globalization;
using System.Net;
using SipEdge.Cli;
using SipEdge.Doctor;
using SipEdge.Tests.Hosting;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Doctor;

/// <summary>Peers of other makes: kamailio's registrar and SIPp's callee.</summary>
public sealed class TrunkTestPeerTests : FaultBench
{
    private const string Account =
        "auth: { username: account, password: { file: secret }, realms: [carrier.example] }, register: { registrar_domain: carrier.example }";

    [PeerFact("kamailio")]
    public async Task Kamailio_takes_the_password_and_the_registration_and_forgets_it_again()
    {
        var port = RunningEdge.FreePort();
        await using var kamailio = await StartKamailio(port, "right-password");

        var run = await RunAsync(Gateway(port, "udp"), Account, arguments: "--register");

        Assert.True(run.ExitCode == ExitCode.Success, run.Output + kamailio.Log);
        var step = Assert.Single(Steps(run), static step => step.Layer == "register");
        Assert.Contains("granted 600 s of 3600, removed again; 401 realm \"carrier.example\" offers MD5", step.Evidence, StringComparison.Ordinal);
        var query = await RunAsync(Gateway(port, "udp"), Account);
        Assert.Contains("0 bindings there", Assert.Single(Steps(query), static step => step.Layer == "register").Evidence, StringComparison.Ordinal);
    }

    [PeerFact("kamailio")]
    public async Task Kamailio_refuses_another_password()
    {
        var port = RunningEdge.FreePort();
        await using var kamailio = await StartKamailio(port, "another");

        await Fails("register", TestFault.WrongPassword, "carrier.example", "lock accounts", Gateway(port, "udp"), Account);
    }

    [PeerFact("sipp")]
    public async Task SIPp_is_called_and_sends_its_audio_back()
    {
        var port = RunningEdge.FreePort();
        await using var sipp = ChildProcess.Start(
            "sipp",
            [
                "-sn", "uas", "-i", "127.0.0.1", "-p", Number(port), "-mi", "127.0.0.1", "-mp", Number(RunningEdge.FreePort()),
                "-rtp_echo", "-nostdin", "-m", "10",
            ],
            Scratch.Path);
        await TestBed.UntilListening(new IPEndPoint(IPAddress.Loopback, port), tcp: false, sipp);
        Timeout = "3s"; // its built-in callee does not know OPTIONS

        var run = await RunAsync(Gateway(port, "udp"), arguments: ["--call", "100"]);

        var step = Assert.Single(Steps(run), static step => step.Layer == "call");
        Assert.True(step.Outcome == "ok", $"{run.Output}\n{sipp.Output.Text}\n{sipp.Errors.Text}");
        Assert.Matches(@"180 Ringing, 200 OK .* PCMU at 127\.0\.0\.1:\d+, RTP, not encrypted; .*; BYE: 200 OK", step.Evidence);
    }

    private Task<KamailioProcess> StartKamailio(int port, string password) =>
        new KamailioCarrier(IPAddress.Loopback, IPAddress.Loopback)
        {
            Port = port,
            Password = password,
            Algorithm = "MD5",
            Grants = (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600)),
        }.Start(Scratch.Path);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
