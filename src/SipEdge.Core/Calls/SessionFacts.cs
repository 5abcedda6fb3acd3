using System.Buffers.Text;
using System.Text;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>What a message says about session timers (RFC 4028 §4, §5).</summary>
/// <param name="Supported">Its sender knows them.</param>
/// <param name="Expires">Session-Expires in seconds; -1 where it says nothing that can be read.</param>
/// <param name="Refresher">Who is to refresh.</param>
/// <param name="MinSe">The least that its sender, or somebody on the way, takes; 0 where nobody says.</param>
internal readonly record struct SessionFacts(bool Supported, int Expires, SessionRole Refresher, int MinSe)
{
    public static SessionFacts Read(scoped in SipMessageView message)
    {
        var supported = OptionTags.Has(message, HeaderId.Supported, OptionTags.Timer)
            || OptionTags.Has(message, HeaderId.Require, OptionTags.Timer);
        var expires = Seconds(message.First(HeaderId.SessionExpires), out var parameters);
        var minSe = Math.Max(0, Seconds(message.First(HeaderId.MinSe), out _));
        return new SessionFacts(supported, expires, expires < 0 ? SessionRole.None : ReadRefresher(parameters), minSe);
    }

    private static int Seconds(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> parameters)
    {
        parameters = default;
        if (!Utf8Parser.TryParse(value, out uint seconds, out var used))
        {
            return -1;
        }
        var rest = value[used..].TrimStart(" \t"u8);
        if (!rest.IsEmpty && rest[0] != (byte)';')
        {
            return -1;
        }
        parameters = rest.IsEmpty ? rest : rest[1..];
        return (int)Math.Min(seconds, int.MaxValue / 1000);
    }

    private static SessionRole ReadRefresher(ReadOnlySpan<byte> parameters)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Next())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "refresher"u8))
            {
                return Ascii.EqualsIgnoreCase(reader.Value, "uac"u8) ? SessionRole.Uac
                    : Ascii.EqualsIgnoreCase(reader.Value, "uas"u8) ? SessionRole.Uas
                    : SessionRole.None;
            }
        }
        return SessionRole.None;
    }
}
