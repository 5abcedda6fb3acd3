using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;

namespace SipEdge.Doctor;

/// <summary>
/// The audio of a test call: PCMU or PCMA, plain or with SDES keys as the gateway's rules have it. Sends silence and counts what comes.
/// </summary>
internal sealed class CallMedia : IDisposable
{
    private const int HeaderBytes = 12;
    private const int PayloadBytes = 160; // 20 ms
    private const string InlineKey = "inline:";
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket;
    private readonly IPAddress _local;
    private readonly SrtpOffer _rule;
    private readonly SrtpKey _key;
    private readonly uint _ssrc = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    public CallMedia(IPAddress local, MediaRules rules)
    {
        _local = local;
        _rule = rules.Leg.Srtp;
        _key = _rule is SrtpOffer.Required or SrtpOffer.Optional && rules.Leg.Keying == SrtpKeying.Sdes
            ? SrtpKey.Random(rules.Leg.Suites[0])
            : SrtpKey.None;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(local, 0));
    }

    /// <summary>What is offered, for people.</summary>
    public string Offered => _key.IsNone ? "PCMU, PCMA over RTP"
        : $"PCMU, PCMA over {(_rule == SrtpOffer.Required ? "SRTP" : "RTP or SRTP")} ({Suite(_key)})";

    /// <summary>A test has no DTLS: where only that will do there is no call.</summary>
    public static bool CanOffer(MediaRules rules) => rules.Leg.Srtp != SrtpOffer.Required || rules.Leg.Keying == SrtpKeying.Sdes;

    public byte[] Offer()
    {
        var family = _local.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"v=0\r\no=- 1 1 IN {family} {_local}\r\ns=-\r\nc=IN {family} {_local}\r\nt=0 0\r\n");
        text.Append(CultureInfo.InvariantCulture,
            $"m=audio {((IPEndPoint)_socket.LocalEndPoint!).Port} {(_rule == SrtpOffer.Required ? "RTP/SAVP" : "RTP/AVP")} 0 8\r\n");
        text.Append("a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n");
        if (!_key.IsNone)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=crypto:1 {Suite(_key)} {InlineKey}{Convert.ToBase64String(_key.KeyAndSalt)}\r\n");
        }
        return Encoding.ASCII.GetBytes(text.Append("a=sendrecv\r\n").ToString());
    }

    /// <returns>Null with the reason when it describes no audio that was offered.</returns>
    public static (CallAnswer? Answer, string Why) Read(byte[] sdp)
    {
        string? session = null, media = null, crypto = null;
        string[]? audio = null;
        foreach (var line in Encoding.UTF8.GetString(sdp).Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                if (audio is not null)
                {
                    break; // what follows belongs to another stream
                }
                audio = line.StartsWith("m=audio ", StringComparison.Ordinal) ? line[8..].Split(' ') : null;
            }
            else if (line.StartsWith("c=", StringComparison.Ordinal) && line.Split(' ') is [_, _, var address])
            {
                (session, media) = audio is null ? (address, media) : (session, address);
            }
            else if (audio is not null && crypto is null && line.StartsWith("a=crypto:", StringComparison.Ordinal))
            {
                crypto = line[9..];
            }
        }
        if (audio is not [var number, var profile, var format, ..]
            || !ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return (null, sdp.Length == 0 ? "no description at all" : "the audio is refused");
        }
        if (!IPAddress.TryParse(media ?? session, out var host))
        {
            return (null, $"no address in \"{media ?? session}\"");
        }
        if (format is not ("0" or "8"))
        {
            return (null, $"format {format}, which was not offered");
        }
        var key = SrtpKey.None;
        if (crypto is not null && !TryKey(crypto, out key))
        {
            return (null, "a key that RFC 4568 does not know");
        }
        return profile.Contains("SAVP", StringComparison.Ordinal) && key.IsNone
            ? (null, $"{profile} without a key")
            : (new CallAnswer(new IPEndPoint(host, port), format == "0" ? "PCMU" : "PCMA", key), "");
    }

    /// <returns>Packets sent, and packets of audio that came and could be read.</returns>
    public async Task<(int Sent, int Received)> ExchangeAsync(CallAnswer answer, TimeSpan time, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(time);
        var receiving = ReceiveAsync(answer, over.Token);
        var sent = await SendAsync(answer, over.Token).ConfigureAwait(false);
        var received = await receiving.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return (sent, received);
    }

    public void Dispose() => _socket.Dispose();

    public static string Suite(SrtpKey key) => Encoding.ASCII.GetString(SrtpSuites.Name(key.Suite));

    private async Task<int> SendAsync(CallAnswer answer, CancellationToken over)
    {
        var protect = answer.Key.IsNone ? null : new SrtpContext(_key);
        var packet = new byte[HeaderBytes + PayloadBytes + 64];
        using var timer = new PeriodicTimer(Spacing);
        var sent = 0;
        try
        {
            while (true)
            {
                var length = Write(packet, sent, answer.Codec);
                if (protect is null || protect.Protect(packet, length, out length) == SrtpStatus.Ok)
                {
                    await _socket.SendToAsync(packet.AsMemory(0, length), SocketFlags.None, answer.Address, over).ConfigureAwait(false);
                    sent++;
                }
                await timer.WaitForNextTickAsync(over).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return sent;
        }
        catch (SocketException)
        {
            return sent; // no route to the address that was named: what comes back tells the rest
        }
    }

    private async Task<int> ReceiveAsync(CallAnswer answer, CancellationToken over)
    {
        var unprotect = answer.Key.IsNone ? null : new SrtpContext(answer.Key);
        var packet = new byte[2048];
        var received = 0;
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(packet, SocketFlags.None, over).ConfigureAwait(false);
                if (length >= HeaderBytes && packet[0] >> 6 == 2
                    && (unprotect is null || unprotect.Unprotect(packet.AsSpan(0, length), out _) == SrtpStatus.Ok))
                {
                    received++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return received;
        }
    }

    /// <summary>RFC 3550 §5.1: version 2, a marker on the first; silence of the codec.</summary>
    private int Write(byte[] packet, int index, string codec)
    {
        packet[0] = 0x80;
        packet[1] = (byte)((index == 0 ? 0x80 : 0) | (codec == "PCMA" ? 8 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)index);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(index * PayloadBytes));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), _ssrc);
        packet.AsSpan(HeaderBytes, PayloadBytes).Fill((byte)(codec == "PCMA" ? 0xD5 : 0xFF));
        return HeaderBytes + PayloadBytes;
    }

    private static bool TryKey(string crypto, out SrtpKey key)
    {
        key = default;
        if (crypto.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var name, var inline, ..]
            || !inline.StartsWith(InlineKey, StringComparison.Ordinal))
        {
            return false;
        }
        var suite = SrtpSuites.Find(Encoding.ASCII.GetBytes(name));
        var text = inline[InlineKey.Length..].Split('|')[0];
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[SrtpKey.MaxLength + 2];
        if (suite == SrtpSuite.None || !Convert.TryFromBase64String(text, bytes, out var length)
            || length != SrtpSuites.KeyAndSaltLength(suite))
        {
            return false;
        }
        key = SrtpKey.Create(suite, bytes.AsSpan(0, length));
        return true;
    }
}

/// <summary>Where the answer of a test call wants audio, and how.</summary>
/// <param name="Key">None: plain RTP.</param>
internal sealed record CallAnswer(IPEndPoint Address, string Codec, SrtpKey Key);
