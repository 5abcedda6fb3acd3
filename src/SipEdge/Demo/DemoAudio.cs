using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SipEdge.Media.Srtp;

namespace SipEdge.Demo;

/// <summary>
/// One end's audio: sends numbered packets at 20 ms with a pattern in them, and checks what arrives against what the other end
/// sent, byte for byte.
/// </summary>
internal sealed class DemoAudio(SrtpKey sendKey) : IDisposable
{
    public const int PayloadBytes = 160; // 20 ms of PCMU
    private const int HeaderBytes = 12;
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket = Bound();
    private readonly byte[] _outgoing = new byte[HeaderBytes + PayloadBytes + 64];
    private readonly byte[] _incoming = new byte[2048];
    private readonly uint _ssrc = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private readonly ushort _firstSequence = (ushort)RandomNumberGenerator.GetInt32(1000, 60_000);
    private readonly byte _seed = (byte)RandomNumberGenerator.GetInt32(256);
    private readonly List<long> _sentAt = [];
    private SrtpContext? _protect;
    private SrtpContext? _unprotect;
    private IPEndPoint _remote = new(IPAddress.None, 0);

    public SrtpKey SendKey => sendKey;

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Takes what the edge described: where to send, and the key it sends with.</summary>
    public void Use((int Port, SrtpKey Key) edge)
    {
        _remote = new IPEndPoint(IPAddress.Loopback, edge.Port);
        if (!sendKey.IsNone)
        {
            _protect = new SrtpContext(sendKey);
            _unprotect = new SrtpContext(edge.Key);
        }
    }

    public async Task SendAsync(int packets, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Spacing);
        for (var i = 0; i < packets; i++)
        {
            var length = WritePacket(i);
            lock (_sentAt)
            {
                _sentAt.Add(Stopwatch.GetTimestamp());
            }

            await _socket.SendToAsync(_outgoing.AsMemory(0, length), SocketFlags.None, _remote,
                cancellation).ConfigureAwait(false);
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes packets until all of them came or <paramref name="cancellation"/> says that waiting is over.</summary>
    public async Task<HeardAudio> ReceiveAsync(string direction, DemoAudio from, int packets, CancellationToken cancellation)
    {
        var seen = new bool[packets];
        var delays = new List<TimeSpan>(packets);
        int wrong = 0, late = 0, highest = -1;
        try
        {
            while (delays.Count < packets)
            {
                var length = await _socket.ReceiveAsync(_incoming, SocketFlags.None, cancellation).ConfigureAwait(false);
                var index = Read(length, from, out var intact);
                if (index < 0 || index >= packets || seen[index])
                {
                    wrong++;
                    continue;
                }

                seen[index] = true;
                wrong += intact ? 0 : 1;
                late += index < highest ? 1 : 0;
                highest = Math.Max(highest, index);
                delays.Add(Stopwatch.GetElapsedTime(from.SentAt(index)));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The time is over: the report tells what is missing.
        }

        delays.Sort();
        return new HeardAudio(
            direction, packets, delays.Count, wrong, late, delays.Count == 0 ? default : delays[delays.Count / 2], delays.LastOrDefault());
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    // RFC 3550 §5.1: version 2, payload type 0 (PCMU), marker on the first.
    private int WritePacket(int index)
    {
        var packet = _outgoing.AsSpan();
        packet[0] = 0x80;
        packet[1] = (byte)(index == 0 ? 0x80 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(_firstSequence + index));
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], (uint)(index * PayloadBytes));
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], _ssrc);
        for (var i = 0; i < PayloadBytes; i++)
        {
            packet[HeaderBytes + i] = Pattern(index, i);
        }

        const int Length = HeaderBytes + PayloadBytes;
        if (_protect is null)
        {
            return Length;
        }

        var status = _protect.Protect(packet, Length, out var written);
        return status == SrtpStatus.Ok ? written : throw new DemoFailedException($"a packet could not be protected: {status}");
    }

    /// <summary>The index that <paramref name="from"/> gave the packet, or -1 when it is not one of its packets.</summary>
    private int Read(int length, DemoAudio from, out bool intact)
    {
        intact = false;
        var packet = _incoming.AsSpan(0, length);
        if (_unprotect is not null && _unprotect.Unprotect(packet, out length) != SrtpStatus.Ok)
        {
            return -1;
        }

        if (length != HeaderBytes + PayloadBytes || BinaryPrimitives.ReadUInt32BigEndian(packet[8..]) != from._ssrc)
        {
            return -1;
        }

        var index = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) - from._firstSequence);
        intact = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]) == (uint)(index * PayloadBytes);
        for (var i = 0; i < PayloadBytes; i++)
        {
            intact &= packet[HeaderBytes + i] == from.Pattern(index, i);
        }

        return index;
    }

    private byte Pattern(int packet, int at) => (byte)(_seed + (packet * 31) + (at * 7));

    private long SentAt(int packet)
    {
        lock (_sentAt)
        {
            return _sentAt[packet];
        }
    }
}
