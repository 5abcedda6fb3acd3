using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A media endpoint in the test's own hands: it sends packets whose every byte is known and keeps what arrives.
/// Its address goes into the SDP of a SIPp scenario.
/// </summary>
internal sealed class RtpProbe : IAsyncDisposable
{
    public const int HeaderLength = 12;

    private readonly Socket _socket;
    private readonly uint _ssrc = (uint)Random.Shared.Next();
    private ushort _sequence = (ushort)Random.Shared.Next(1000);
    private uint _timestamp = (uint)Random.Shared.Next();

    public RtpProbe(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        Local = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint Local { get; }

    /// <summary>Where the peer's SDP said to send. Set by the test before the first packet.</summary>
    public IPEndPoint? Remote { get; set; }

    public int SequenceNumbersUsed { get; private set; }

    /// <summary>One packet of 20 ms PCMU with the given payload.</summary>
    public byte[] NextPacket(ReadOnlySpan<byte> payload)
    {
        var packet = new byte[HeaderLength + payload.Length];
        packet[0] = 0x80;
        packet[1] = SequenceNumbersUsed == 0 ? (byte)0x80 : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), _timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), _ssrc);
        payload.CopyTo(packet.AsSpan(HeaderLength));
        _timestamp += (uint)payload.Length;
        SequenceNumbersUsed++;
        return packet;
    }

    public async Task Send(ReadOnlyMemory<byte> packet) => await _socket.SendToAsync(packet, Remote!);

    /// <summary>The next packet that arrives, and from where.</summary>
    public async Task<(byte[] Packet, IPEndPoint From)> Receive(TimeSpan timeout, string what)
    {
        using var limit = new CancellationTokenSource(timeout);
        var buffer = new byte[2048];
        try
        {
            var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(Local.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), limit.Token);
            return (buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{what} did not reach {Local} within {timeout.TotalSeconds} s");
        }
    }

    /// <summary>
    /// Sends <paramref name="count"/> packets of random payload each way, every one after the one before it arrived,
    /// and compares each byte for byte. The seed is part of every failure.
    /// </summary>
    public static async Task Exchange(RtpProbe caller, RtpProbe callee, int count, int seed)
    {
        var random = new Random(seed);
        var payload = new byte[160];
        for (var i = 0; i < count; i++)
        {
            await Carry(caller, callee, i, "caller's");
            await Carry(callee, caller, i, "callee's");
        }

        async Task Carry(RtpProbe from, RtpProbe to, int number, string whose)
        {
            random.NextBytes(payload);
            var sent = from.NextPacket(payload);
            await from.Send(sent);
            var (received, relay) = await to.Receive(TestBed.Patience, $"The {whose} packet {number} (seed {seed})");
            Assert.True(sent.AsSpan().SequenceEqual(received), $"The {whose} packet {number} was changed (seed {seed})");
            Assert.Equal(to.Remote, relay);
        }
    }

    /// <summary>Sends a tone at the pace of a telephone, a packet each 20 ms.</summary>
    /// <param name="lost">Which packets the network loses on the way.</param>
    public async Task Play(int frequency, int packets, Func<int, bool>? lost = null)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < packets; i++)
        {
            var packet = NextPacket([.. Tone.Samples(frequency, i * 160, 160).Select(Tone.Encode)]);
            if (lost?.Invoke(i) != true)
            {
                await Send(packet);
            }

            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>The sound of the next packets, which must be PCMU of 20 ms in unbroken sequence.</summary>
    public async Task<short[]> Listen(int packets)
    {
        var sound = new List<short>();
        ushort? expected = null;
        for (var i = 0; i < packets; i++)
        {
            var (packet, _) = await Receive(TestBed.Patience, $"Audio packet {i}");
            Assert.Equal(HeaderLength + 160, packet.Length);
            Assert.Equal(0, packet[1] & 0x7F);
            var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
            Assert.Equal(expected ?? sequence, sequence);
            expected = (ushort)(sequence + 1);
            sound.AddRange(packet.AsSpan(HeaderLength).ToArray().Select(Tone.Decode));
        }

        return [.. sound];
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
