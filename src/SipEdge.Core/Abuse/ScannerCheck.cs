using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Abuse;

/// <summary>
/// Does a stranger call itself what a scanner calls itself? In User-Agent, or in From or To, where some sign their work.
/// </summary>
public static class ScannerCheck
{
    /// <summary>The name that was found; null for everybody else, and for every address that the configuration names.</summary>
    public static ScannerModel? Find(in SipMessageView request, in Flow source, EdgeModel model, Trail? trail = null)
    {
        if (model.Security.Scanners.IsEmpty)
        {
            return null;
        }
        if (model.Known.Find(source.Remote.Address) is { } known)
        {
            trail?.Add(DecisionStage.Scanner, StepOutcome.Skipped, known.Line, $"the address is known: {known.Name}");
            return null;
        }
        var agent = request.First(HeaderId.UserAgent);
        var from = request.First(HeaderId.From);
        var to = request.First(HeaderId.To);
        foreach (var scanner in model.Security.Scanners)
        {
            if (Holds(agent, scanner.Name) || Holds(from, scanner.Name) || Holds(to, scanner.Name))
            {
                trail?.Add(
                    DecisionStage.Scanner, StepOutcome.Refused, scanner.Line,
                    $"calls itself {Encoding.ASCII.GetString(scanner.Name)}, as a scanner does");
                return scanner;
            }
        }
        trail?.Add(DecisionStage.Scanner, StepOutcome.Passed, ConfigLine.None, "does not call itself what a scanner does");
        return null;
    }

    private static bool Holds(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var lower = (byte)char.ToLowerInvariant((char)name[0]);
        var upper = (byte)char.ToUpperInvariant((char)name[0]);
        while (text.Length >= name.Length)
        {
            var next = text[..(text.Length - name.Length + 1)].IndexOfAny(lower, upper);
            if (next < 0)
            {
                return false;
            }
            text = text[next..];
            if (Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                return true;
            }
            text = text[1..];
        }
        return false;
    }
}
