using System.Net;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary>
/// Settles one value after the other: a flag wins, else it is asked when somebody can answer, else the default holds.
/// A value that cannot be read is a <see cref="FormatException"/> when it came as a flag, and asked again when it was typed.
/// </summary>
internal sealed class Questions(Terminal terminal, bool asked)
{
    public IPAddress Address(string question, string? flag, IPAddress usual) =>
        Settle(question, flag, usual.ToString(), static text => IPAddress.TryParse(text, out var address)
            ? address
            : throw new FormatException($"'{text}' is not an IP address"));

    public string Name(string question, string? flag, string usual) => Settle(question, flag, usual, ReadName)!;

    public string? OptionalName(string question, string? flag) => Settle(question, flag, string.Empty, ReadName);

    public IPEndPoint? Peer(string question, string? flag) => Settle(question, flag, string.Empty, static text =>
    {
        if (text.Length == 0)
        {
            return null;
        }

        return IPEndPoint.TryParse(text, out var peer)
            ? peer.Port == 0 ? new IPEndPoint(peer.Address, 5060) : peer
            : throw new FormatException($"'{text}' is not ip[:port]; a host name goes into the file");
    });

    public IReadOnlyList<string> Names(string question) => Settle(question, null, string.Empty, static text =>
        Words(text).Select(static word => ReadName(word)!).ToList());

    public IReadOnlyList<string> Prefixes(string question) => Settle(question, null, string.Empty, static text =>
        Words(text).Select(static word =>
            AddressPrefix.TryParse(word, out _, out var why) ? word : throw new FormatException(why)).ToList());

    private static string[] Words(string text) => text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string? ReadName(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        // Stands unquoted in YAML, in a file name and in a Request-URI.
        return text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && char.IsAsciiLetterOrDigit(text[0])
            ? text
            : throw new FormatException($"'{text}' has characters other than letters, digits, '.', '-' and '_'");
    }

    private T Settle<T>(string question, string? flag, string usual, Func<string, T> read)
    {
        if (flag is not null || !asked)
        {
            return read(flag ?? usual);
        }

        while (true)
        {
            terminal.Output.Write(usual.Length > 0 ? $"{question} [{usual}]: " : $"{question}: ");
            var answer = terminal.Input?.ReadLine();
            try
            {
                return read(string.IsNullOrWhiteSpace(answer) ? usual : answer.Trim());
            }
            catch (FormatException e)
            {
                terminal.Output.WriteLine(e.Message);
            }
        }
    }
}
