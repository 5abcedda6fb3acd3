using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Whether a description contradicts itself about where its maker is: a public address in one place, a private one in another, in
/// o=, c= and a=rtcp. An ALG that rewrote some lines and forgot others leaves it so. ICE lists every address on purpose; its lines
/// do not count.
/// </summary>
public static class AddressMix
{
    public static bool IsIn(ReadOnlySpan<byte> sdp)
    {
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        if (SdpParser.Parse(sdp, media, out var view) != SdpStatus.Ok)
        {
            return false;
        }

        bool publicOne = false, privateOne = false;
        Count(view.SessionLines, ref publicOne, ref privateOne);
        foreach (ref readonly var described in view.Media)
        {
            if (described.Port != 0)
            {
                Count(view.Lines(described), ref publicOne, ref privateOne);
            }
        }

        return publicOne && privateOne;
    }

    private static void Count(SdpLines lines, ref bool publicOne, ref bool privateOne)
    {
        foreach (var line in lines)
        {
            if (!AddressIn(line, out var text)
                || ConnectionLine.Read(text, SdpStatus.BadConnection, out var address) != SdpStatus.Ok || address.IsUnspecified)
            {
                continue;
            }

            if (AddressClasses.Of(address.Address) == AddressClass.Global)
            {
                publicOne = true;
            }
            else
            {
                privateOne = true;
            }
        }
    }

    /// <summary>"IN IP4 192.0.2.1": all of c=, behind three words of o=, behind the port of a=rtcp.</summary>
    private static bool AddressIn(in SdpLine line, out ReadOnlySpan<byte> text)
    {
        text = line.Value;
        switch (line.Type)
        {
            case (byte)'c':
                return true;
            case (byte)'o':
                for (var word = 0; word < 3; word++)
                {
                    SdpToken.Next(ref text);
                }

                return true;
            default:
                if (!line.TryGetAttribute("rtcp"u8, out text))
                {
                    return false;
                }

                SdpToken.Next(ref text);
                return !text.Trim((byte)' ').IsEmpty;
        }
    }
}
