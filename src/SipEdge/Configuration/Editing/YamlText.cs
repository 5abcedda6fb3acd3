using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration.Editing;

/// <summary>A document's characters and what they say, line by line. Immutable: an edit makes a new one.</summary>
internal sealed class YamlText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Where each line begins; one more behind the last.
    private readonly List<int> _starts = [0];

    private YamlText(string text, YamlMap root)
    {
        Text = text;
        Root = root;
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            _starts.Add(at + 1);
        }
        if (_starts[^1] != text.Length)
        {
            _starts.Add(text.Length);
        }
    }

    public string Text { get; }

    public YamlMap Root { get; }

    public int LineCount => _starts.Count - 1;

    /// <summary>As the first line ends.</summary>
    public string LineBreak => LineCount > 0 && Text.AsSpan(0, _starts[1]).EndsWith("\r\n") ? "\r\n" : "\n";

    /// <exception cref="EditRefusedException">It is no text that can be edited line by line.</exception>
    public static YamlText Decode(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new EditRefusedException("the file is not UTF-8; change it by hand");
        }
        var odd = text.AsSpan().IndexOfAny("\u0085\u2028\u2029");
        for (var i = 0; odd < 0 && i < text.Length; i++)
        {
            odd = text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n') ? i : -1;
        }
        if (odd >= 0)
        {
            throw new EditRefusedException(
                text.AsSpan(0, odd).Count('\n') + 1, "a line ends with something else than a line feed; change the file by hand");
        }
        var problems = new ProblemList(ConfigPositions.None);
        return TryRead(text, problems)
            ?? throw new EditRefusedException(problems[0].Position.Line, $"to be mended first: {problems[0].Message}");
    }

    /// <summary>Null when the text does not say anything that could be used.</summary>
    public static YamlText? TryRead(string text, ProblemList problems)
    {
        using var reader = new StringReader(WithoutMark(text));
        return YamlTree.Read(null, reader, problems) is { } root && !problems.HasErrors ? new YamlText(text, root) : null;
    }

    /// <summary>A byte order mark is a character of the text and none of the document.</summary>
    public string Document => WithoutMark(Text);

    public byte[] Encode() => Strict.GetBytes(Text);

    public int Offset(ConfigPosition position) =>
        _starts[position.Line - 1] + position.Column - 1 + (position.Line == 1 && Text.StartsWith('\ufeff') ? 1 : 0);

    public int StartOf(int line) => _starts[line - 1];

    /// <summary>Behind its line break.</summary>
    public int EndOf(int line) => _starts[line];

    /// <summary>Without its line break.</summary>
    public ReadOnlySpan<char> Line(int line) => Text.AsSpan(StartOf(line)..EndOf(line)).TrimEnd("\r\n");

    private static string WithoutMark(string text) => text.StartsWith('\ufeff') ? text[1..] : text;
}
