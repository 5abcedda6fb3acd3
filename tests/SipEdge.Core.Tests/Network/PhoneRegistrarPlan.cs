using System.Globalization;
using System.Text.RegularExpressions;

namespace SipEdge.Core.Tests.Network;

/// <summary>A registrar, of phones behind the edge or of the edge itself: what it was asked, when, and what it holds, next to what it answers.</summary>
internal sealed class PhoneRegistrarPlan
{
    /// <summary>Contacts it holds, by URI, with when they end.</summary>
    public Dictionary<string, long> Contacts { get; } = [];

    /// <summary>Whose they are: the To of the REGISTER.</summary>
    private readonly Dictionary<string, string> _owners = [];

    /// <summary>Requests for what it holds, which change nothing.</summary>
    public int Checks { get; private set; }

    /// <summary>It lists contacts in its answers, as RFC 3261 §10.3 wants.</summary>
    public bool Lists { get; set; } = true;

    /// <summary>What it answers to a request for what it holds.</summary>
    public int CheckStatus { get; set; } = 200;

    public List<long> AskedAt { get; } = [];

    public List<string> Messages { get; } = [];

    public int Status { get; set; } = 200;

    /// <summary>Lines that go with the status.</summary>
    public string Headers { get; set; } = "";

    /// <summary>The most it grants, in seconds.</summary>
    public int Most { get; set; } = int.MaxValue;

    /// <summary>It says nothing.</summary>
    public bool Silent { get; set; }

    /// <summary>It says nothing to requests that have this in them.</summary>
    public string? Ignores { get; set; }

    /// <summary>Asks for credentials; takes any that come, made with <see cref="Nonce"/> where that is set.</summary>
    public string? Challenge { get; set; }

    public string? Nonce { get; set; }

    public (int Status, string Headers)? Answer(string message, long now)
    {
        AskedAt.Add(now);
        Messages.Add(message);
        if (Silent || (Ignores is not null && message.Contains(Ignores, StringComparison.Ordinal)))
        {
            return null;
        }
        if (Challenge is not null && !message.Contains(
            Nonce is null ? "Authorization:" : $"nonce=\"{Nonce}\"", StringComparison.Ordinal))
        {
            return (401, Challenge);
        }
        if (Status != 200)
        {
            return (Status, Headers);
        }
        var lines = "";
        var owner = Regex.Match(message, "\r\nTo: ([^\r]*)").Groups[1].Value;
        if (!message.Contains("\r\nContact: ", StringComparison.Ordinal))
        {
            Checks++;
            return (CheckStatus, string.Concat(Contacts.Where(contact => _owners[contact.Key] == owner)
                .Select(contact => $"Contact: <{contact.Key}>;expires={(contact.Value - now) / 1000}\r\n")));
        }
        var usual = Regex.Match(message, "\r\nExpires: (\\d+)").Groups[1].Value;
        foreach (Match contact in Regex.Matches(message, "Contact: <([^>]*)>(?:;expires=(\\d+))?"))
        {
            var seconds = Math.Min(Most, int.Parse(contact.Groups[2].Success ? contact.Groups[2].Value : usual, CultureInfo.InvariantCulture));
            if (seconds == 0)
            {
                Contacts.Remove(contact.Groups[1].Value);
            }
            else
            {
                Contacts[contact.Groups[1].Value] = now + (seconds * 1000L);
                _owners[contact.Groups[1].Value] = owner;
            }
        }
        foreach (var (uri, until) in Contacts)
        {
            lines += Lists && message.Contains(uri, StringComparison.Ordinal) ? $"Contact: <{uri}>;expires={(until - now) / 1000}\r\n" : "";
        }
        return (200, lines);
    }

    /// <summary>The most requests within one second.</summary>
    public int MostInASecond
    {
        get
        {
            var most = 0;
            for (int first = 0, last = 0; last < AskedAt.Count; last++)
            {
                while (AskedAt[last] - AskedAt[first] >= 1000)
                {
                    first++;
                }
                most = Math.Max(most, last - first + 1);
            }
            return most;
        }
    }
}
