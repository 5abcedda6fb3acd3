using SipEdge.Media.Srtp;

namespace SipEdge.Media.Sdp;

/// <summary>The audio of a description, read in full: what <see cref="OfferAnswer"/> describes and copies from.</summary>
internal ref struct AudioSection
{
    public AudioDescription Description;

    /// <summary>Formats of the m= line in its order, all of them payload types.</summary>
    public ReadOnlySpan<byte> Formats;

    /// <summary>The same as a set.</summary>
    public PayloadTypes PayloadTypes;

    /// <summary>a=maxptime in milliseconds; 0 when absent.</summary>
    public int MaxPacketTime;

    /// <summary>The lines of the section, for rtpmap and fmtp.</summary>
    public SdpLines Lines;

    /// <summary>
    /// The first m=audio line with a port and a profile we relay. Without one the status says why, and for AudioRefused
    /// the index of the refused line is set.
    /// </summary>
    public static SdpStatus Read(in SdpView view, out AudioSection audio)
    {
        audio = default;
        audio.Description.MediaCount = view.Media.Length;
        audio.Description.AudioIndex = -1;
        var missing = SdpStatus.NoAudio;
        for (var i = 0; i < view.Media.Length; i++)
        {
            ref readonly var media = ref view.Media[i];
            if (!media.Kind.Of(view.Bytes).SequenceEqual("audio"u8))
            {
                continue;
            }

            var supported = ReadProfile(media.Profile.Of(view.Bytes), ref audio.Description);
            if (media.Port != 0 && supported)
            {
                audio.Description.AudioIndex = i;
                return ReadSection(view, media, ref audio);
            }

            if (missing != SdpStatus.UnsupportedProfile)
            {
                missing = media.Port == 0 ? SdpStatus.AudioRefused : SdpStatus.UnsupportedProfile;
            }
        }

        return missing;
    }

    private static bool ReadProfile(ReadOnlySpan<byte> profile, ref AudioDescription description)
    {
        description.Feedback = profile.EndsWith("F"u8);
        var plain = description.Feedback ? profile[..^1] : profile;
        description.Secure = plain.SequenceEqual("RTP/SAVP"u8);
        return description.Secure || plain.SequenceEqual("RTP/AVP"u8);
    }

    private static SdpStatus ReadSection(in SdpView view, scoped in SdpMedia media, ref AudioSection audio)
    {
        ref var description = ref audio.Description;
        audio.Lines = view.Lines(media);
        audio.Formats = media.Formats.Of(view.Bytes);
        var status = audio.ReadFormats();
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var connection = view.Connection(media);
        if (connection.IsEmpty)
        {
            return SdpStatus.NoConnection;
        }

        status = ConnectionLine.Read(connection, SdpStatus.BadConnection, out var address);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        description.Rtp = address with { Port = media.Port };
        description.Rtcp = address with { Port = (ushort)Math.Min(media.Port + 1, ushort.MaxValue) };
        description.OnHoldByAddress = address.IsUnspecified;
        description.ClockRate = PayloadTypes.StaticClockRate(description.PayloadType);
        foreach (var line in view.SessionLines)
        {
            ReadDirection(line, ref description);
        }

        status = audio.ReadAttributes();
        description.ClockRate = description.ClockRate == 0 ? 8000 : description.ClockRate;
        return status;
    }

    private SdpStatus ReadFormats()
    {
        var rest = Formats;
        var first = true;
        for (var field = SdpToken.Next(ref rest); !field.IsEmpty; field = SdpToken.Next(ref rest))
        {
            if (!SdpToken.TryNumber(field, 127, out var payloadType))
            {
                return SdpStatus.BadMediaLine;
            }

            Description.PayloadType = first ? (byte)payloadType : Description.PayloadType;
            PayloadTypes.Add(payloadType);
            first = false;
        }

        return SdpStatus.Ok;
    }

    private SdpStatus ReadAttributes()
    {
        // Why there is no usable key: the most telling of the reasons that the lines gave.
        var cryptoStatus = SdpStatus.NoCommonCrypto;
        foreach (var line in Lines)
        {
            ReadDirection(line, ref Description);
            var status = SdpStatus.Ok;
            if (line.TryGetAttribute("rtpmap"u8, out var value))
            {
                status = ReadRtpMap(value);
            }
            else if (line.TryGetAttribute("fmtp"u8, out value))
            {
                status = SdpToken.TryNumber(SdpToken.Next(ref value), 127, out _)
                    ? SdpStatus.Ok
                    : SdpStatus.BadFormatParameters;
            }
            else if (line.TryGetAttribute("rtcp"u8, out value))
            {
                status = ReadRtcp(value);
            }
            else if (line.TryGetAttribute("ptime"u8, out value))
            {
                status = ReadPacketTime(value, out var time);
                Description.PacketTime = time;
            }
            else if (line.TryGetAttribute("maxptime"u8, out value))
            {
                status = ReadPacketTime(value, out MaxPacketTime);
            }
            else if (Description.Secure && Description.Crypto.IsNone && line.TryGetAttribute("crypto"u8, out value))
            {
                var read = CryptoLine.Read(value, out var tag, out var key);
                cryptoStatus = read == SdpStatus.NoCommonCrypto ? cryptoStatus : read;
                Description.Crypto = key;
                Description.CryptoTag = tag;
                if (read != SdpStatus.Ok)
                {
                    Description.Crypto = SrtpKey.None;
                    Description.CryptoTag = 0;
                }
            }

            if (status != SdpStatus.Ok)
            {
                return status;
            }
        }

        return Description.Secure && Description.Crypto.IsNone ? cryptoStatus : SdpStatus.Ok;
    }

    /// <summary>rtpmap:101 telephone-event/8000 (RFC 8866 §6.6).</summary>
    private SdpStatus ReadRtpMap(ReadOnlySpan<byte> value)
    {
        if (!SdpToken.TryNumber(SdpToken.Next(ref value), 127, out var payloadType)
            || !TryReadEncoding(value, out _, out var clockRate))
        {
            return SdpStatus.BadRtpMap;
        }

        if (payloadType == Description.PayloadType)
        {
            Description.ClockRate = clockRate;
        }

        return SdpStatus.Ok;
    }

    /// <summary>opus/48000/2 -> "opus" and 48000.</summary>
    public static bool TryReadEncoding(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name, out int clockRate)
    {
        var encoding = SdpToken.Next(ref value);
        var slash = encoding.IndexOf((byte)'/');
        name = slash < 0 ? encoding : encoding[..slash];
        var rest = slash < 0 ? default : encoding[(slash + 1)..];
        slash = rest.IndexOf((byte)'/');
        var clock = slash < 0 ? rest : rest[..slash];
        return SdpToken.TryNumber(clock, 1_000_000, out clockRate) && clockRate > 0 && !name.IsEmpty;
    }

    /// <summary>rtcp:53020, or rtcp:53020 IN IP4 192.0.2.1 (RFC 3605 §2.1).</summary>
    private SdpStatus ReadRtcp(ReadOnlySpan<byte> value)
    {
        if (!SdpToken.TryNumber(SdpToken.Next(ref value), ushort.MaxValue, out var port))
        {
            return SdpStatus.BadRtcpAttribute;
        }

        var status = SdpStatus.Ok;
        var address = Description.Rtp;
        if (!value.Trim((byte)' ').IsEmpty)
        {
            status = ConnectionLine.Read(value, SdpStatus.BadRtcpAttribute, out address);
        }

        Description.Rtcp = address with { Port = (ushort)port };
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

    private static void ReadDirection(in SdpLine line, ref AudioDescription description)
    {
        if (line.Type != 'a')
        {
            return;
        }

        description.Direction = line.Value switch
        {
            _ when line.Value.SequenceEqual("sendrecv"u8) => MediaDirection.SendRecv,
            _ when line.Value.SequenceEqual("sendonly"u8) => MediaDirection.SendOnly,
            _ when line.Value.SequenceEqual("recvonly"u8) => MediaDirection.RecvOnly,
            _ when line.Value.SequenceEqual("inactive"u8) => MediaDirection.Inactive,
            _ => description.Direction,
        };
    }
}
