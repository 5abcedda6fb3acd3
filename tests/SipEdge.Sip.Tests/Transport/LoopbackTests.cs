using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>Real sockets on 127.0.0.1: what a good peer gets, and what a bad one does not.</summary>
public class LoopbackTests
{
    private const string Options =
        "OPTIONS sip:edge SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 4\r\n\r\nbody";

    [Fact]
    public void A_datagram_arrives_and_its_answer_goes_back()
    {
        using var edge = new Loopback();
        edge.OnMessage = static (TransportLoop loop, ReadOnlySpan<byte> _, in Flow flow) => loop.Send(flow, "answer"u8, 0);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Send(Encoding.ASCII.GetBytes(Options), edge.Port(0));
        var received = edge.Receive();
        Assert.Equal(Options, received.Text);
        Assert.Equal(SocketEndpoint.From((IPEndPoint)peer.Client.LocalEndPoint!), received.Flow.Remote);
        Assert.Equal("answer", ReceiveText(peer));
    }

    [Fact]
    public void The_longest_datagram_arrives_whole()
    {
        using var edge = new Loopback();
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Client.SendBufferSize = 1 << 20;
        var message = new string('x', 65_507);
        peer.Send(Encoding.ASCII.GetBytes(message), edge.Port(0));
        Assert.Equal(message, edge.Receive().Text);
    }

    [Fact]
    public void Hundreds_of_datagrams_leave_in_batches_and_none_is_lost()
    {
        using var edge = new Loopback();
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Client.ReceiveBufferSize = 1 << 20;
        var flow = new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.From((IPEndPoint)peer.Client.LocalEndPoint!));
        edge.OnLoop(loop =>
        {
            for (var index = 0; index < 200; index++)
            {
                Assert.Equal(SendResult.Sent, loop.Send(flow, Encoding.ASCII.GetBytes($"datagram {index}"), 0));
            }

            return 0;
        });
        for (var index = 0; index < 200; index++)
        {
            Assert.Equal($"datagram {index}", ReceiveText(peer));
        }
    }

    [Fact]
    public void A_datagram_that_cannot_be_sent_is_reported_and_the_rest_of_the_batch_leaves()
    {
        using var edge = new Loopback();
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var good = new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.From((IPEndPoint)peer.Client.LocalEndPoint!));
        Assert.True(SocketEndpoint.TryParseHost("255.255.255.255"u8, 5060, out var broadcast));
        edge.OnLoop(loop =>
        {
            // Broadcast is not enabled on the socket: EACCES.
            loop.Send(good with { Remote = broadcast }, "lost"u8, 7);
            loop.Send(good, "arrives"u8, 8);
            return 0;
        });
        Assert.Equal(7, edge.ReceiveFailure());
        Assert.Equal("arrives", ReceiveText(peer));
        Assert.Equal(SendResult.Failed, edge.Send(good with { Remote = new SocketEndpoint(1, 5060) }, "wrong family"));
    }

    [Fact]
    public void Keepalives_and_noise_are_counted_and_go_no_further()
    {
        using var edge = new Loopback();
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Send("\r\n\r\n"u8, edge.Port(0));
        peer.Send([0, 0, 0, 0], edge.Port(0));
        peer.Send([], edge.Port(0));
        peer.Send([0, 1, 0, 8, 0x21, 0x12, 0xA4, 0x42], edge.Port(0));
        peer.Send([22, 3, 1, 0, 5], edge.Port(0));
        peer.Send([0xFF, 0xFE], edge.Port(0));
        peer.Send("\r\nOPTIONS after a line break"u8, edge.Port(0));
        Assert.Equal("\r\nOPTIONS after a line break", edge.Receive().Text);
        Assert.Equal(3, edge.Host.Loops[0].Counters.Keepalives);
        Assert.Equal(3, edge.Host.Loops[0].Counters.NotSip);
    }

    [Fact]
    public void A_datagram_read_by_another_loop_is_handed_to_its_owner()
    {
        using var edge = new Loopback(loops: 3);
        edge.Router = static message => message[0] - '0';
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var loop = 0; loop < 3; loop++)
        {
            peer.Send(Encoding.ASCII.GetBytes($"{loop} for its owner"), edge.Port(0));
            Assert.Equal(loop, edge.Receive().Loop);
        }

        // One source is read by one loop, so two of three were handed over.
        Assert.Equal(2, edge.Host.Loops.Sum(loop => loop.Counters.HandedOver));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_split_at_any_byte_arrives_whole_and_is_answered_on_its_connection(bool tls)
    {
        using var edge = new Loopback();
        edge.OnMessage = static (TransportLoop loop, ReadOnlySpan<byte> _, in Flow flow) => loop.Send(flow, "ok"u8, 0);
        await using var stream = await ConnectAsync(edge, tls);
        var bytes = Encoding.ASCII.GetBytes(Options);
        var answer = new byte[2];
        for (var split = 1; split < bytes.Length; split++)
        {
            await stream.WriteAsync(bytes.AsMemory(0, split));
            await stream.FlushAsync();
            await stream.WriteAsync(bytes.AsMemory(split));
            Assert.Equal(Options, edge.Receive().Text);
            await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(Loopback.Patience);
            Assert.Equal("ok", Encoding.ASCII.GetString(answer));
        }

        Assert.Equal(1, edge.Host.ConnectionCount);
    }

    [Fact]
    public async Task Many_messages_in_one_write_arrive_one_by_one_and_in_order()
    {
        using var edge = new Loopback();
        await using var stream = await ConnectAsync(edge, tls: false);
        var many = string.Concat(Enumerable.Range(0, 100).Select(index => Options.Replace("c1", $"c{index}", StringComparison.Ordinal)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(many));
        for (var index = 0; index < 100; index++)
        {
            Assert.Contains($"Call-ID: c{index}\r\n", edge.Receive().Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_double_line_break_is_answered_with_one()
    {
        using var edge = new Loopback();
        await using var stream = await ConnectAsync(edge, tls: false);
        await stream.WriteAsync("\r\n\r\n"u8.ToArray());
        var pong = new byte[2];
        await stream.ReadExactlyAsync(pong).AsTask().WaitAsync(Loopback.Patience);
        Assert.Equal("\r\n", Encoding.ASCII.GetString(pong));
    }

    [Theory]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void One_connection_serves_every_request_to_the_same_address_and_name(TransportKind kind)
    {
        using var far = new Loopback();
        using var edge = new Loopback(tlsClient: new TlsClientSettings { Roots = [far.Certificate] });
        var flow = Outward(far, kind);
        Assert.Equal(SendResult.Queued, edge.Send(flow, Options));
        Assert.Equal(SendResult.Queued, edge.Send(flow, Options));
        var first = far.Receive();
        Assert.Equal(first.Flow, far.Receive().Flow);
        Assert.Equal(1, edge.Host.Streams.Opened);

        // And back: the far side answers on the connection it came in on.
        Assert.Equal(SendResult.Queued, far.Send(first.Flow, Options));
        var answer = edge.Receive();
        Assert.NotEqual(0, answer.Flow.Connection);
        Assert.Equal(flow with { Connection = answer.Flow.Connection }, answer.Flow);
    }

    [Fact]
    public void A_dead_connection_of_ours_is_opened_again_and_a_dead_one_of_the_peer_is_not()
    {
        using var far = new Loopback();
        using var edge = new Loopback();
        edge.Send(Outward(far, TransportKind.Tcp), Options);
        var inbound = far.Receive().Flow;
        far.Send(inbound, Options);
        var outbound = edge.Receive().Flow;

        edge.OnLoop(loop =>
        {
            loop.Close(outbound);
            return 0;
        });
        Assert.Equal(inbound, far.ReceiveClosed());
        Assert.Equal(SendResult.Failed, far.Send(inbound, Options));
        Assert.Equal(SendResult.Queued, edge.Send(outbound, Options));
        Assert.NotEqual(inbound.Connection, far.Receive().Flow.Connection);
        Assert.Equal(2, edge.Host.Streams.Opened);
    }

    [Theory]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void A_refused_connection_reports_every_message_that_waited_for_it(TransportKind kind)
    {
        using var edge = new Loopback();
        using var closed = new ClosedPort();
        var port = (ushort)closed.Endpoint.Port;
        var listener = (byte)kind;
        var flow = new Flow(kind, listener, 0, edge.Endpoint(listener) with { Port = port }, "localhost");
        edge.OnLoop(loop =>
        {
            loop.Send(flow, "one"u8, 11);
            loop.Send(flow, "two"u8, 12);
            return 0;
        });
        Assert.Equal([11L, 12L], new[] { edge.ReceiveFailure(), edge.ReceiveFailure() }.Order());
        edge.Await(() => edge.Host.ConnectionCount == 0, "the connection to be gone");
        Assert.True(edge.Host.Streams.Closed(CloseReason.ConnectFailed) >= 1);
    }

    [Fact]
    public void A_peer_of_another_name_is_refused()
    {
        using var far = new Loopback(certificate: Loopback.SelfSigned("elsewhere.example"));
        using var edge = new Loopback(tlsClient: new TlsClientSettings { Roots = [far.Certificate] });
        edge.Send(Outward(far, TransportKind.Tls), Options, token: 5);
        Assert.Equal(5, edge.ReceiveFailure());
        Assert.Equal(1, edge.Host.Streams.Closed(CloseReason.HandshakeFailed));
    }

    [Fact]
    public void A_peer_whose_root_is_unknown_is_refused_unless_that_one_target_takes_anything()
    {
        using var far = new Loopback();
        using var strict = new Loopback();
        strict.Send(Outward(far, TransportKind.Tls), Options, token: 5);
        Assert.Equal(5, strict.ReceiveFailure());

        using var lax = new Loopback(byName: new() { ["lax"] = new TlsClientSettings { AcceptAnyCertificate = true } });
        lax.Send(Outward(far, TransportKind.Tls) with { TlsClient = "lax" }, Options, token: 6);
        Assert.Equal(Options, far.Receive().Text);
        lax.Send(Outward(far, TransportKind.Tls), Options, token: 7);
        Assert.Equal(7, lax.ReceiveFailure());
    }

    [Fact]
    public async Task Tls_1_1_is_refused()
    {
        using var edge = new Loopback();
        using var socket = new TcpClient();
        await socket.ConnectAsync(edge.Port(2));

        // A ClientHello of TLS 1.1 with one suite, by hand: no library on this machine would still send it.
        var hello = Convert.FromHexString("16030100310100002D0302" + new string('A', 64) + "000006002FC013C00901000000");
        hello[4] = (byte)(hello.Length - 5);
        hello[8] = (byte)(hello.Length - 9);
        await socket.GetStream().WriteAsync(hello);
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.HandshakeFailed) == 1, "the handshake to fail");
    }

    [Fact]
    public async Task A_certificate_replaced_while_running_is_shown_to_the_next_client()
    {
        using var edge = new Loopback();
        var replaced = Loopback.SelfSigned("localhost");
        edge.Host.Settings.Listeners[2].Tls!.Certificates = [Loopback.Shown(replaced)];
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Port(2));
        await using var tls = new SslStream(client.GetStream());
        X509Certificate? shown = null;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate) is not null,
        }).WaitAsync(Loopback.Patience);
        Assert.Equal(replaced.GetCertHashString(), shown!.GetCertHashString());
    }

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("127.0.0.1", null)] // an address is no server name (RFC 6066 §3)
    public async Task The_name_that_a_client_asked_for_is_known_while_its_connection_stands(string called, string? indicated)
    {
        using var edge = new Loopback();
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Port(2));
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = called,
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
        }).WaitAsync(Loopback.Patience);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Options));

        var flow = edge.Receive().Flow;
        Assert.Equal(indicated, edge.OnLoop(loop => loop.Transport.IndicatedName(flow)));
    }

    [Fact]
    public async Task A_ClientHello_on_the_plain_port_and_plaintext_on_the_tls_port_are_closed_and_told_apart()
    {
        using var edge = new Loopback();
        using var wrong = new TcpClient();
        await wrong.ConnectAsync(edge.Port(1));
        await using var tls = new SslStream(wrong.GetStream());
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync("localhost").WaitAsync(Loopback.Patience));
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.TlsOnPlaintext) == 1, "TLS on the plain port to be counted");

        using var plain = new TcpClient();
        await plain.ConnectAsync(edge.Port(2));
        await plain.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));
        Assert.True(await IsClosedAsync(plain.GetStream()));
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.PlaintextOnTls) == 1, "plaintext on the TLS port to be counted");
    }

    [Theory]
    [InlineData(1, "OPTIONS sip:edge SIP/2.0\r\nVia: SIP", CloseReason.HalfMessage)]
    [InlineData(1, "", CloseReason.NoMessage)]
    [InlineData(1, "\r\n", CloseReason.NoMessage)]
    [InlineData(2, "", CloseReason.HandshakeTimeout)]
    [InlineData(2, "\u0016\u0003\u0001", CloseReason.HandshakeTimeout)]
    public async Task A_peer_that_stops_half_way_is_closed(byte listener, string sent, CloseReason reason)
    {
        using var edge = new Loopback(Impatient);
        using var peer = new TcpClient();
        await peer.ConnectAsync(edge.Port(listener));
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
        edge.Await(() => edge.Host.Streams.Closed(reason) == 1, reason.ToString());
        edge.Await(() => edge.Host.ConnectionCount == 0, "the connection to be gone");
    }

    [Fact]
    public async Task Trickling_bytes_do_not_buy_a_half_message_more_time()
    {
        using var edge = new Loopback(Impatient);
        using var peer = new TcpClient();
        await peer.ConnectAsync(edge.Port(1));
        var stream = peer.GetStream();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var written = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await stream.WriteAsync("OPTIONS sip:"u8.ToArray());
            while (written < 2000 && await pace.WaitForNextTickAsync())
            {
                await stream.WriteAsync("x"u8.ToArray());
                written++;
            }
        });
        Assert.Equal(1, edge.Host.Streams.Closed(CloseReason.HalfMessage));
    }

    [Fact]
    public async Task A_line_break_that_came_in_halves_lends_its_clock_to_nobody()
    {
        using var edge = new Loopback(Impatient with { IdleTimeout = 60_000 });
        using var peer = new TcpClient { NoDelay = true };
        await peer.ConnectAsync(edge.Port(1));
        var stream = peer.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Options)); // known from here on: it may stay as long as it is quiet
        edge.Receive();
        await stream.WriteAsync("\r"u8.ToArray());
        edge.OnLoop(_ => 0); // the halves travel apart
        await stream.WriteAsync("\n"u8.ToArray());
        await stream.WriteAsync("OPTIONS sip:edge SIP/2.0\r\nVia: SIP"u8.ToArray());
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.HalfMessage) == 1, "the half message to be given up");
    }

    [Theory]
    [InlineData(256 * 1024, CloseReason.QueueOverflow)]
    [InlineData(64 * 1024 * 1024, CloseReason.NotReading)]
    public async Task A_peer_that_does_not_read_loses_its_connection(int queue, CloseReason reason)
    {
        using var edge = new Loopback(Impatient with { MaxQueuedBytes = queue });
        using var peer = new TcpClient { ReceiveBufferSize = 4096 };
        await peer.ConnectAsync(edge.Port(1));
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));
        var flow = edge.Receive().Flow;
        edge.OnLoop(loop =>
        {
            // More than the kernel takes from a socket whose peer does not read.
            var large = new byte[60_000];
            for (var index = 0; index < 400 && loop.Send(flow, large, 9) != SendResult.Failed; index++)
            {
            }

            return 0;
        });
        Assert.Equal(9, edge.ReceiveFailure());
        Assert.Equal(flow, edge.ReceiveClosed());
        Assert.Equal(1, edge.Host.Streams.Closed(reason));
    }

    [Fact]
    public async Task A_thousand_connections_of_one_source_leave_room_for_the_limit_only()
    {
        var limits = TransportLimits.Default with { MaxConnectionsPerSource = 50, MaxUnprovenPerSource = 40 };
        using var edge = new Loopback(limits);
        var peers = new List<Socket>();
        try
        {
            for (var index = 0; index < 1000; index++)
            {
                var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                peers.Add(peer);
                await peer.ConnectAsync(edge.Port(1));
            }

            edge.Await(() => edge.Host.Streams.Closed(CloseReason.TooManyFromSource) == 960, "960 refusals");
            Assert.Equal(40, edge.Host.ConnectionCount);

            // Another source is not affected.
            using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
            await other.ConnectAsync(edge.Port(1));
            await other.SendAsync(Encoding.ASCII.GetBytes(Options));
            Assert.Equal("127.0.0.9", edge.Receive().Flow.Remote.ToIPAddress().ToString());

            // A whole message proves a connection and makes room for another.
            await peers[0].SendAsync(Encoding.ASCII.GetBytes(Options));
            edge.Receive();
            using var next = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await next.ConnectAsync(edge.Port(1));
            await next.SendAsync(Encoding.ASCII.GetBytes(Options));
            edge.Receive();
        }
        finally
        {
            peers.ForEach(static peer => peer.Dispose());
        }

        edge.Await(() => edge.Host.ConnectionCount == 0, "all to be gone");
    }

    [Fact]
    public async Task Garbage_on_every_port_hurts_nobody()
    {
        using var edge = new Loopback(Impatient);
        var random = new Random(4711);
        for (var round = 0; round < 60; round++)
        {
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            using var datagram = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            datagram.Send(noise, edge.Port(0));
            foreach (var listener in (byte[])[1, 2])
            {
                using var peer = new TcpClient();
                await peer.ConnectAsync(edge.Port(listener));
                await peer.GetStream().WriteAsync(noise);
            }
        }

        edge.Await(() => edge.Host.ConnectionCount == 0, "every connection to be gone");
        await using var good = await ConnectAsync(edge, tls: true);
        await good.WriteAsync(Encoding.ASCII.GetBytes(Options));
        while (edge.Receive().Text != Options)
        {
        }

        Assert.Equal(0, edge.Host.Loops[0].Counters.Faults);
    }

    [Fact]
    public void A_handler_that_throws_loses_that_message_and_nothing_else()
    {
        using var edge = new Loopback();
        edge.OnMessage = static (TransportLoop _, ReadOnlySpan<byte> message, in Flow _) =>
        {
            if (message.StartsWith("BAD"u8))
            {
                throw new InvalidOperationException("a bug");
            }
        };
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Send("BAD one"u8, edge.Port(0));
        peer.Send("GOOD one"u8, edge.Port(0));
        Assert.Equal("BAD one", edge.Receive().Text);
        Assert.Equal("GOOD one", edge.Receive().Text);
        Assert.Equal(1, edge.Host.Loops[0].Counters.Faults);
    }

    [Fact]
    public void An_address_in_use_is_an_error_at_once_with_one_loop_and_with_many()
    {
        using var first = new Loopback();
        foreach (var loops in (int[])[1, 2])
        {
            var settings = first.Host.Settings with
            {
                LoopCount = loops,
                Listeners = [new ListenerSettings(0, TransportKind.Udp, first.Port(0), "127.0.0.1", 0)],
            };
            var error = Assert.Throws<SocketException>(() =>
                new TransportHost(settings, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
            Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        }
    }

    private static TransportLimits Impatient => TransportLimits.Default with
    {
        HandshakeTimeout = 300,
        MessageTimeout = 300,
        FirstMessageTimeout = 300,
        WriteTimeout = 300,
    };

    private static Flow Outward(Loopback far, TransportKind kind) =>
        new(kind, (byte)kind, 0, far.Endpoint((byte)kind), kind == TransportKind.Tls ? "localhost" : null);

    private static async Task<Stream> ConnectAsync(Loopback edge, bool tls)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(edge.Port(tls ? (byte)2 : (byte)1));
        if (!tls)
        {
            return client.GetStream();
        }

        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString() == edge.Certificate.GetCertHashString(),
        }).WaitAsync(Loopback.Patience);
        Assert.True(secure.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
        return secure;
    }

    private static string ReceiveText(UdpClient peer)
    {
        peer.Client.ReceiveTimeout = (int)Loopback.Patience.TotalMilliseconds;
        IPEndPoint? from = null;
        return Encoding.ASCII.GetString(peer.Receive(ref from));
    }

    private static async Task<bool> IsClosedAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Loopback.Patience) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
