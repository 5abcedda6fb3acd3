using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary>
/// Where a verb writes: results on one side, complaints on the other; and where a person answers, if there is one. Tests give it
/// readers and writers of their own.
/// </summary>
public sealed class Terminal(TextWriter output, TextWriter error, TextReader? input = null, bool interactive = false)
{
    /// <summary>Tables stay within this when the output is not a terminal, so that logs and mails keep their columns.</summary>
    public const int Columns = 100;

    public TextWriter Output => output;

    public TextWriter Error => error;

    /// <summary>Null when nobody is there to answer questions.</summary>
    public TextReader? Input => input;

    /// <summary>Tables and live views; plain text when the output is not a terminal.</summary>
    public IAnsiConsole Console { get; } = Create(output, interactive);

    /// <summary>A result for a script or for a person.</summary>
    public async Task PrintAsync<T>(bool json, T result, JsonTypeInfo<T> type, Func<T, IRenderable> render)
    {
        if (json)
        {
            await Output.WriteLineAsync(JsonSerializer.Serialize(result, type)).ConfigureAwait(false);
        }
        else
        {
            Console.Write(render(result));
        }
    }

    /// <summary>Work of seconds: on a terminal a line tells what is being done.</summary>
    /// <param name="title">Shown first.</param>
    /// <param name="quiet">For scripts: nothing is told.</param>
    /// <param name="work">Gets whom to tell.</param>
    public Task WorkAsync(string title, bool quiet, Func<Action<string>, Task> work) =>
        quiet || !Console.Profile.Capabilities.Interactive
            ? work(static _ => { })
            : Console.Status().StartAsync(
                Markup.Escape(title), status => work(doing => status.Status(Markup.Escape(ScreenText.Of(doing)))));

    public static Terminal ForProcess() => new(
        System.Console.Out,
        System.Console.Error,
        System.Console.IsInputRedirected ? null : System.Console.In,
        !System.Console.IsOutputRedirected);

    private static IAnsiConsole Create(TextWriter output, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!interactive)
        {
            console.Profile.Width = Columns;
        }

        return console;
    }
}
