using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Sip.Messages;
using SipEdge.Tests.Cli;
using SipEdge.Tests.Doctor;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A configuration that is wrong in one trunk changes nothing of any: registrations, pings, counts and calls go on.</summary>
public sealed class FailedReloadTests
{
    [Fact]
    public async Task A_file_that_is_half_wrong_is_refused_whole_and_everything_that_lives_goes_on()
    {
        var registered = 0;
        await using var carrier = SipStub.Udp(request =>
        {
            if (request.Method != SipMethod.Register)
            {
                return [SipStub.Answer(request, 200)];
            }
            // The second is the removal.
            var expires = Interlocked.Exchange(ref registered, Volatile.Read(ref registered) == 0 ? 1 : 0) == 0 ? 600 : 0;
            return [SipStub.Answer(request, 200, expires == 0 ? "" : $"Contact: {request.Contact};expires={expires}\r\n")];
        });
        await using var edge = await RunningEdge.StartAsync(Trunks($"127.0.0.1, port: {carrier.Port}", "health: { interval: 1s, timeout: 1s }"));
        var before = await UntilAsync(edge, static trunk =>
            trunk is { Registration.State: "registered", Gateways: [{ Health: "up", Asked: > 0 }] });
        using var caller = new Caller(edge.Port);
        Assert.StartsWith("SIP/2.0 200 ", await caller.AskAsync("INVITE", 1, Caller.Offer), StringComparison.Ordinal);
        await caller.SendAsync("ACK", 1);

        // Elsewhere, without pings, not registered; and a typing error in another trunk.
        edge.Directory.Write("sipedge.yaml", RunningEdge.Configuration(
            edge.Directory, edge.Port, Trunks("127.0.0.99", "active: false", other: "health: { interval: 2h }")));
        var reload = await Sipedge.RunAsync("reload", "--socket", edge.Socket);
        Assert.Equal(ExitCode.Failed, reload.ExitCode);
        Assert.Contains("trunks.other.health.interval", reload.Error, StringComparison.Ordinal);

        var asked = before.Gateways[0].Asked;
        var after = await UntilAsync(edge, trunk => trunk.Gateways[0].Asked > asked + 1);
        Assert.Equal((before.Registration, 1, "ok"), (after.Registration, after.ActiveCalls, after.Status));
        Assert.Equal((before.Gateways[0].Address, before.Gateways[0].Since), (after.Gateways[0].Address, after.Gateways[0].Since));
        Assert.StartsWith("SIP/2.0 200 ", await caller.AskAsync("BYE", 2), StringComparison.Ordinal);
        await UntilAsync(edge, static trunk => trunk.ActiveCalls == 0);

        // The file put right: now it is as written, and what was registered is removed.
        edge.Directory.Write("sipedge.yaml", RunningEdge.Configuration(
            edge.Directory, edge.Port, Trunks("127.0.0.99", "active: false")));
        var taken = await Sipedge.RunAsync("reload", "--socket", edge.Socket);
        Assert.Equal((ExitCode.Success, ""), (taken.ExitCode, taken.Error));
        await UntilAsync(edge, static trunk => trunk is { Status: "disabled", Gateways: [{ Health: null }] });
        await TestBed.Until(
            () => Task.FromResult(registered == 0), TestBed.Patience, () => "the removal of the registration");
    }

    private static string Trunks(string address, string more, string other = "") => $$"""
        trunks:
          carrier:
            gateways: [{ name: one, address: {{address}} }]
            auth: { username: account, password: { env: PATH }, realms: [carrier.example], min_algorithm: sha_256 }
            register: { registrar_domain: carrier.example }
            {{more}}
          other:
            gateways: [{ name: one, address: 127.0.0.50 }]
            {{other}}
        """;

    private static async Task<TrunkReport> UntilAsync(RunningEdge edge, Func<TrunkReport, bool> enough)
    {
        using var admin = new AdminClient(edge.Socket);
        TrunkReport? last = null;
        await TestBed.Until(
            async () =>
            {
                var reports = await admin.GetAsync("trunks", AdminJson.Default.IReadOnlyListTrunkReport, default);
                return (last = reports!.Single(static trunk => trunk.Name == "carrier")) is { } trunk && enough(trunk);
            },
            TestBed.Patience, () => $"the trunk; it is {last}, {last?.Registration}, {last?.Gateways[0]}");
        return last!;
    }

    /// <summary>One call from an address of this machine, which is the carrier's too.</summary>
    private sealed class Caller : IDisposable
    {
        public const string Offer =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly string _unique = Guid.NewGuid().ToString("N");
        private string _to = "<sip:100@edge.test>";

        public Caller(int port)
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _socket.Connect(IPAddress.Loopback, port);
        }

        public async Task SendAsync(string method, int cseq, string body = "") => await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"{method} sip:100@edge.test SIP/2.0\r\nVia: SIP/2.0/UDP {_socket.LocalEndPoint};branch=z9hG4bK{_unique}{method}\r\n"
            + $"Max-Forwards: 70\r\nFrom: <sip:alice@edge.test>;tag=a{_unique}\r\nTo: {_to}\r\nCall-ID: {_unique}\r\nCSeq: {cseq} {method}\r\n"
            + $"Contact: <sip:alice@{_socket.LocalEndPoint}>\r\n{(body.Length > 0 ? "Content-Type: application/sdp\r\n" : "")}"
            + $"Content-Length: {body.Length}\r\n\r\n{body}"));

        /// <summary>The final answer.</summary>
        public async Task<string> AskAsync(string method, int cseq, string body = "")
        {
            await SendAsync(method, cseq, body);
            var buffer = new byte[4096];
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (true)
            {
                var answer = Encoding.ASCII.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, patience.Token));
                if (answer.Contains($"CSeq: {cseq} {method}\r\n", StringComparison.Ordinal) && !answer.StartsWith("SIP/2.0 1", StringComparison.Ordinal))
                {
                    _to = answer.Split("\r\nTo: ")[1].Split("\r\n")[0];
                    return answer;
                }
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
