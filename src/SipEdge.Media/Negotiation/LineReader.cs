using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Reads one m= section, but for its formats and keys.</summary>
internal static class LineReader
{
    /// <summary>Longest a=mid that is given back.</summary>
    private const int LongestMid = 32;

    public static SdpStatus Read(in SdpView view, in SessionView session, scoped in SdpMedia media, out LineView line)
    {
        line = default;
        line.Kind = MediaKinds.Find(media.Kind.Of(view.Bytes));
        line.Profile = MediaProfiles.Find(media.Profile.Of(view.Bytes));
        line.Lines = view.Lines(media);
        line.Direction = session.Direction;
        line.Transport = session.Transport;
        var connection = view.Connection(media);
        if (connection.IsEmpty)
        {
            return SdpStatus.NoConnection;
        }

        var status = ConnectionLine.Read(connection, SdpStatus.BadConnection, out var address);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        line.Remote = address with { Port = media.Port };
        line.RemoteRtcp = address with { Port = (ushort)Math.Min(media.Port + 1, ushort.MaxValue) };
        status = ReadAttributes(ref line);

        // With ICE an address of zeros only means that candidates are still to come (RFC 8840 §4.1.1).
        line.Direction = HoldDirection.Meant(line.Direction, address.IsUnspecified && line.Transport.IceFragment.IsEmpty);
        return status;
    }

    public static void ReadDirection(in SdpLine line, ref MediaDirection direction)
    {
        if (line.Type != 'a')
        {
            return;
        }

        direction = line.Value switch
        {
            _ when line.Value.SequenceEqual("sendrecv"u8) => MediaDirection.SendRecv,
            _ when line.Value.SequenceEqual("sendonly"u8) => MediaDirection.SendOnly,
            _ when line.Value.SequenceEqual("recvonly"u8) => MediaDirection.RecvOnly,
            _ when line.Value.SequenceEqual("inactive"u8) => MediaDirection.Inactive,
            _ => direction,
        };
    }

    private static SdpStatus ReadAttributes(ref LineView line)
    {
        var ownFingerprint = false;
        foreach (var text in line.Lines)
        {
            ReadDirection(text, ref line.Direction);
            line.Transport.Read(text, ref ownFingerprint);
            var status = SdpStatus.Ok;
            if (text.TryGetAttribute("rtcp"u8, out var value))
            {
                status = ReadRtcp(value, ref line);
            }
            else if (text.TryGetAttribute("ptime"u8, out value))
            {
                status = ReadPacketTime(value, out line.PacketTime);
            }
            else if (text.TryGetAttribute("maxptime"u8, out value))
            {
                status = ReadPacketTime(value, out line.MaxPacketTime);
            }
            else if (text.TryGetAttribute("rtcp-mux"u8, out _))
            {
                line.RtcpMux = true;
            }
            else if (text.TryGetAttribute("crypto"u8, out _))
            {
                line.HasCrypto = true;
            }
            else if (text.TryGetAttribute("mid"u8, out value) && SdpToken.IsToken(value) && value.Length <= LongestMid)
            {
                line.Mid = value;
            }

            if (status != SdpStatus.Ok)
            {
                return status;
            }
        }

        return SdpStatus.Ok;
    }

    /// <summary>rtcp:53020, or rtcp:53020 IN IP4 192.0.2.1 (RFC 3605 §2.1).</summary>
    private static SdpStatus ReadRtcp(ReadOnlySpan<byte> value, ref LineView line)
    {
        if (!SdpToken.TryNumber(SdpToken.Next(ref value), ushort.MaxValue, out var port))
        {
            return SdpStatus.BadRtcpAttribute;
        }

        var status = SdpStatus.Ok;
        var address = line.Remote;
        if (!value.Trim((byte)' ').IsEmpty)
        {
            status = ConnectionLine.Read(value, SdpStatus.BadRtcpAttribute, out address);
        }

        line.RemoteRtcp = address with { Port = (ushort)port };
        line.NamesRtcp = true;
        return status;
    }

    /// <summary>Whole milliseconds; "20.5" is cut, which a few devices send and RFC 8866 §6.4 once allowed.</summary>
    private static SdpStatus ReadPacketTime(ReadOnlySpan<byte> value, out int milliseconds)
    {
        value = value.Trim((byte)' ');
        var point = value.IndexOf((byte)'.');
        return SdpToken.TryNumber(point < 0 ? value : value[..point], 1000, out milliseconds)
            ? SdpStatus.Ok
            : SdpStatus.BadPacketTime;
    }
}
