using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Cli;
using SipEdge.Demo;
using SipEdge.Doctor;
using SipEdge.Sip.Messages;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Doctor;

/// <summary>A test call: how it is refused, how it rings, and what audio comes of it.</summary>
public sealed class TrunkTestCallTests : FaultBench
{
    [Theory]
    [InlineData(488, "Warning: 304 peer \"no common codec\"\r\n", TestFault.MediaRefused, "no common codec", "codecs and encryption")]
    [InlineData(603, "", TestFault.Declined, "declined", "answers")]
    [InlineData(403, "", TestFault.CallForbidden, "caller's number", "identity.from_user")]
    [InlineData(404, "", TestFault.NumberUnknown, "no such number", "numbers.out")]
    [InlineData(503, "Retry-After: 9\r\n", TestFault.Unavailable, "Retry-After 9", "Wait")]
    [InlineData(420, "", TestFault.CallRefused, "420", "Call-ID")]
    public async Task A_call_that_is_refused_is_told_by_its_code(int status, string lines, TestFault fault, string cause, string remedy)
    {
        await using var peer = Callee(request => [SipStub.Answer(request, status, lines)]);

        await Fails("call", fault, cause, remedy, Gateway(peer.Port, "udp"), arguments: ["--call", "+31201234567"]);
        await TestBed.Until(() => Task.FromResult(peer.Has(SipMethod.Ack)), TestBed.Patience, static () => "the ACK");
    }

    [Fact]
    public async Task An_INVITE_that_nobody_answers_is_told()
    {
        await using var peer = Callee(static _ => []);
        Timeout = "1s";

        await Fails("call", TestFault.CallSilent, "INVITE is not", "MTU", Gateway(peer.Port, "udp"), arguments: ["--call", "100"]);
    }

    [Theory]
    [InlineData(180, "ok")]
    [InlineData(100, "failed")]
    public async Task A_call_that_only_rings_is_cancelled(int progress, string outcome)
    {
        DemoMessage? invite = null;
        await using var peer = SipStub.Udp(request => request.Method switch
        {
            SipMethod.Invite => [SipStub.Answer(invite = request, progress)],
            SipMethod.Cancel => [SipStub.Answer(request, 200), SipStub.Answer(invite!, 487)],
            SipMethod.Ack => [],
            _ => [SipStub.Answer(request, 200)],
        });
        Timeout = "1s";

        var run = await RunAsync(Gateway(peer.Port, "udp"), arguments: ["--call", "100"]);

        var step = Assert.Single(Steps(run), static step => step.Layer == "call");
        Assert.Equal(outcome, step.Outcome);
        Assert.Contains("cancelled: 487", step.Evidence, StringComparison.Ordinal);
        Assert.Equal(outcome == "ok" ? "none" : "no_ringing", step.Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answered_call_tells_its_audio_and_is_hung_up(bool echo)
    {
        using var audio = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        audio.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var over = new CancellationTokenSource();
        var echoing = echo ? EchoAsync(audio, over.Token) : Task.CompletedTask;
        var port = ((IPEndPoint)audio.LocalEndPoint!).Port;
        var sdp = string.Create(CultureInfo.InvariantCulture,
            $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n");
        await using var peer = Callee(request =>
            [SipStub.Answer(request, 180), SipStub.Answer(request, 200, "Contact: <sip:there@127.0.0.1>\r\nRecord-Route: <sip:a;lr>, <sip:b;lr>\r\n", sdp)]);

        var run = await RunAsync(Gateway(peer.Port, "udp"), arguments: ["--call", "100"]);
        await over.CancelAsync();
        await echoing;

        var step = Assert.Single(Steps(run), static step => step.Layer == "call");
        Assert.Equal(echo ? ("ok", "none") : ("failed", "no_audio"), (step.Outcome, step.Fault));
        Assert.Matches($@"180 Ringing, 200 OK in .* PCMA at 127\.0\.0\.1:{port}, RTP, not encrypted; \d+ packets sent, \d+ came; BYE: 200 OK", step.Evidence);
        var bye = Assert.Single(peer.Requests, static request => request.Method == SipMethod.Bye);
        Assert.Equal(("sip:there@127.0.0.1", "stub"), (bye.RequestUri, bye.ToTag));
        Assert.Contains(peer.Requests, static request => request.Method == SipMethod.Ack && request.RequestUri == "sip:there@127.0.0.1");
    }

    [Fact]
    public async Task A_call_is_not_made_where_a_layer_below_failed()
    {
        await using var peer = SipStub.Udp(static request => [SipStub.Answer(request, 503)]);

        await RunAsync(Gateway(peer.Port, "udp"), arguments: ["--call", "100"]);

        Assert.DoesNotContain(peer.Requests, static request => request.Method == SipMethod.Invite);
    }

    [Theory]
    [InlineData("+31 20")]
    [InlineData("a@b")]
    [InlineData("1\r\nX: y")]
    public async Task What_cannot_be_dialled_is_not_understood(string number)
    {
        var run = await RunAsync(Gateway(5060, "udp"), arguments: ["--call", number]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    private static SipStub Callee(Func<DemoMessage, IEnumerable<string>> invite) => SipStub.Udp(request => request.Method switch
    {
        SipMethod.Invite => invite(request),
        SipMethod.Ack => [],
        _ => [SipStub.Answer(request, 200)],
    });

    private static async Task EchoAsync(Socket socket, CancellationToken over)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), over);
                await socket.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }
}
