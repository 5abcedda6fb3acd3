using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>Who may not call is told so with a code, is recorded with a reason, and never reaches the next hop.</summary>
public sealed class RefusalTests
{
    private const string Sid = "X-Auth-EndpointSid: pbx-7";
    private const string Token = "X-Auth-VoipToken: right-token";

    [PeerFact("sipp")]
    public Task An_unknown_source_is_forbidden_when_configured_so() =>
        Refused("call-refused", bed => bed.Stranger, "", 403, "unknown_source", configuration => configuration with
        {
            Acls = new() { ["caller"] = $"{{ addresses: [ {{ prefix: {configuration.Bed.Caller} }} ] }}" },
            UnknownSource = "403",
        });

    [PeerFact("sipp")]
    public Task A_wrong_password_is_challenged_again() =>
        Refused("call-digest-refused", bed => bed.Caller, "", 407, "wrong_password");

    [PeerFact("sipp")]
    public Task A_wrong_token_is_unauthorized() =>
        Refused("call-refused", bed => bed.Caller, $"{Sid}\n      X-Auth-VoipToken: wrong-token", 401, "token_wrong");

    [PeerFact("sipp")]
    public Task A_sid_without_a_token_is_unauthorized() =>
        Refused("call-refused", bed => bed.Caller, Sid, 401, "token_incomplete");

    [PeerFact("sipp")]
    public Task A_token_without_a_sid_is_unauthorized() =>
        Refused("call-refused", bed => bed.Caller, Token, 401, "token_incomplete");

    [PeerFact("sipp")]
    public Task A_right_token_from_a_wrong_subnet_is_forbidden() =>
        Refused("call-refused", bed => bed.Stranger, $"{Sid}\n      {Token}", 403, "address_restricted");

    [Fact]
    public async Task An_unknown_source_is_left_without_an_answer_over_udp_and_closed_over_tcp()
    {
        await using var bed = new TestBed();
        var spy = bed.Own(new NextHopSpy(bed.Callee));
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var invite = Encoding.ASCII.GetBytes($"""
            INVITE sip:1000@{EdgeConfiguration.Domain} SIP/2.0
            Via: SIP/2.0/UDP {bed.Stranger}:5060;branch=z9hG4bKstranger
            From: <sip:x@{EdgeConfiguration.Domain}>;tag=1
            To: <sip:1000@{EdgeConfiguration.Domain}>
            Call-ID: stranger
            CSeq: 1 INVITE
            Contact: <sip:x@{bed.Stranger}>
            Max-Forwards: 70
            Content-Length: 0


            """.ReplaceLineEndings("\r\n"));
        using var datagrams = new UdpClient(new IPEndPoint(bed.Stranger, 5060));
        await datagrams.SendAsync(invite, bed.Target);
        using var connection = new TcpClient(new IPEndPoint(bed.Stranger, 0));
        await connection.ConnectAsync(bed.Edge, 5060);
        await connection.GetStream().WriteAsync(invite);
        var answer = new byte[100];
        using var limit = new CancellationTokenSource(TestBed.Patience);
        try
        {
            Assert.Equal(0, await connection.GetStream().ReadAsync(answer, limit.Token));
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed before all was read: as good.
        }

        await edge.StopAndReadRecords();
        Assert.Equal(0, datagrams.Available);
        Assert.Empty(spy.Everything);
    }

    private static async Task Refused(
        string scenario,
        Func<TestBed, IPAddress> source,
        string headers,
        int code,
        string reason,
        Func<EdgeConfiguration, EdgeConfiguration>? change = null)
    {
        await using var bed = new TestBed();
        var spy = bed.Own(new NextHopSpy(bed.Callee));
        var configuration = new EdgeConfiguration(bed)
        {
            Accounts = { ["alice"] = "right password" },
            Secrets = { ["PBX_TOKEN"] = "right-token" },
            Acls = new()
            {
                ["phones"] = "{ accounts: [ alice ] }",
                ["pbx"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }} ], require: credential, allow_cleartext_token: true, "
                    + "tokens: [ { sid: pbx-7, token: { env: PBX_TOKEN } } ] }",
            },
        };
        var edge = await EdgeProcess.Start(change?.Invoke(configuration with { Accounts = [], Secrets = [] }) ?? configuration);
        var calling = SippProcess.Call(
            bed,
            scenario,
            new SippSettings(source(bed)) { User = "alice", Password = "wrong password" }
                .With(("headers", headers), ("code", $"{code}")),
            bed.Target);
        await calling.Succeeds();

        var records = await edge.StopAndReadRecords();
        Assert.Empty(spy.Everything);
        var record = Assert.Single(records);
        Assert.Equal("refusal", record.Text("type"));
        Assert.Equal(reason, record.Text("reason"));
        Assert.Equal(code, record.GetProperty("status").GetInt32());
        Assert.StartsWith(source(bed).ToString(), record.Text("source"), StringComparison.Ordinal);
    }
}
