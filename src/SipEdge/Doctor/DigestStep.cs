using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>Answers challenges with a trunk's credentials, by the client that calls and registrations use, and says what was chosen.</summary>
internal sealed class DigestStep(TrunkCredentials? credentials, bool overTls)
{
    private readonly DigestClient _client = new(new BufferPool());

    /// <summary>"realm "carrier", SHA-256 of SHA-256 and MD5"; empty before any challenge.</summary>
    public string Seen { get; private set; } = "";

    public string Realm { get; private set; } = "";

    public string Offered { get; private set; } = "";

    /// <summary>Some request has carried credentials.</summary>
    public bool Answered { get; private set; }

    /// <returns>None with the header lines of the answer; or why there is none.</returns>
    public (TestFault Fault, byte[] Lines) Answer(ProbeMessage response, byte[] refused, SipMethod method, string uri)
    {
        Read(response);
        if (credentials is null)
        {
            return (TestFault.NoCredentials, []);
        }
        if (credentials.RequireTls && !overTls)
        {
            return (TestFault.ChallengeNeedsTls, []);
        }
        Span<HeaderSlot> answerSlots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Span<HeaderSlot> refusedSlots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        if (SipParser.Parse(response.Bytes, answerSlots, ParseLimits.Default, out var answer) != ParseStatus.Complete
            || SipParser.Parse(refused, refusedSlots, ParseLimits.Default, out var sent) != ParseStatus.Complete)
        {
            throw new InvalidOperationException("messages that were read once cannot be read again");
        }
        if (_client.Take(answer, sent, credentials) is var outcome and not ChallengeOutcome.Answerable)
        {
            return (SipVerdict.OfChallenge(outcome), []);
        }
        var writer = new SipWriter(new byte[4096]);
        _client.Write(ref writer, credentials, method, Encoding.UTF8.GetBytes(uri), Encoding.ASCII.GetBytes(ProbeRequest.Token()));
        if (writer.Failed)
        {
            return (TestFault.ChallengeNotUnderstood, []);
        }
        Answered = true;
        Seen += $", answered {Chosen(writer.Written)} as {credentials}";
        return (TestFault.None, writer.Written.ToArray());
    }

    public void Clear() => _client.Clear();

    private void Read(ProbeMessage response)
    {
        var algorithms = new List<string>();
        string[] challenges = [.. response.All(HeaderId.WwwAuthenticate), .. response.All(HeaderId.ProxyAuthenticate)];
        foreach (var value in challenges)
        {
            if (DigestChallengeView.TryParse(Encoding.UTF8.GetBytes(value), out var challenge) == DigestParseStatus.Complete)
            {
                Realm = Realm.Length > 0 ? Realm : Encoding.UTF8.GetString(challenge.Realm);
                algorithms.Add(Encoding.ASCII.GetString(DigestAlgorithms.Name(challenge.Algorithm)));
            }
        }
        Offered = algorithms.Count > 0 ? string.Join(", ", algorithms.Distinct(StringComparer.Ordinal)) : "nothing that is known";
        Seen = $"{response.Status} realm \"{Realm}\" offers {Offered}";
    }

    /// <summary>What the client wrote is for the peer; only the name of its algorithm is for people.</summary>
    private static string Chosen(ReadOnlySpan<byte> lines)
    {
        foreach (var algorithm in Enum.GetValues<DigestAlgorithm>().OrderDescending())
        {
            var name = Encoding.ASCII.GetString(DigestAlgorithms.Name(algorithm));
            if (lines.IndexOf(Encoding.ASCII.GetBytes($"algorithm={name}")) >= 0)
            {
                return name;
            }
        }
        return "MD5";
    }
}
